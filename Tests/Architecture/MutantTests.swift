import Foundation
import Testing

/// The list of mistakes that `./lab mutants` puts into the code, kept in step with the code and the tests.
@Suite struct MutantTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let mutants: [[String]] = {
        let list = try? String(contentsOf: root.appendingPathComponent("Tests/Mutants/mutants.tsv"), encoding: .utf8)
        return (list ?? "").split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "\t").map(String.init) }
    }()

    @Test(arguments: mutants) func changesOnePlaceAndHasItsTest(mutant: [String]) throws {
        try #require(mutant.count == 6, "a mutant has a name, a file, two texts, a test and a description")
        let code = try String(contentsOf: Self.root.appendingPathComponent(mutant[1]), encoding: .utf8)
        #expect(code.ranges(of: mutant[2]).count == 1, "'\(mutant[2])' stands once in \(mutant[1])")
        let tests = FileManager.default.enumerator(
            at: Self.root.appendingPathComponent("Tests"), includingPropertiesForKeys: nil)
        let files = try #require(tests).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        let found = try files.contains { file in
            try String(contentsOf: file, encoding: .utf8).contains("func \(mutant[4])(")
        }
        #expect(found, "there is a test \(mutant[4])")
    }

    @Test func theMistakesOfTheGradientCheckAreAmongThem() {
        let names = Set(Self.mutants.map { $0[0] })
        for fault in [
            "drop_mean_term", "drop_variance_term", "epsilon_outside_root", "swap_gamma_and_beta", "forget_one_over_n",
            "transpose_w", "forget_two_lambda_w", "skip_activation",
        ] {
            #expect(names.contains(fault), "\(fault)")
        }
    }
}
