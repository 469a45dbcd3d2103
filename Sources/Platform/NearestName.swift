extension LabError {
    /// The error for a name that is not among the valid ones: names the nearest match and lists all choices.
    ///
    /// - Parameters:
    ///   - what: what the name stands for, such as `activation`.
    ///   - name: the name as given.
    ///   - choices: every valid name.
    package static func unknown(_ what: String, _ name: String, choices: [String]) -> LabError {
        let hint = nearestName(to: name, among: choices).map { " Did you mean '\($0)'?" } ?? ""
        return .usage("There is no \(what) named '\(name)'.\(hint) Choose one of: \(choices.joined(separator: ", ")).")
    }
}

/// The choice with the smallest edit distance to a name, or nil where none is close enough to be a slip of the hand.
package func nearestName(to name: String, among choices: [String]) -> String? {
    guard !name.isEmpty else { return nil }
    let ranked = choices.map { (choice: $0, distance: editDistance(name.lowercased(), $0.lowercased())) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(2, name.count / 3) ? best.choice : nil
}

/// The Levenshtein distance: the least number of insertions, deletions and substitutions, in O(|a| |b|).
func editDistance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var previous = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var current = [i + 1]
        for (j, y) in b.enumerated() {
            current.append(min(previous[j] + (x == y ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
        }
        previous = current
    }
    return previous[b.count]
}
