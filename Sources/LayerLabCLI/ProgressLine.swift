import Foundation

/// Progress on standard error: one line that is redrawn on a terminal, permanent lines only elsewhere.
struct ProgressLine {
    /// How it is shown.
    enum Mode {
        /// Live on a terminal, plain elsewhere.
        case automatic
        /// Not at all.
        case quiet
    }

    private let total: Int
    private let isQuiet: Bool
    private let isLive: Bool
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now
    private let firstStep: Int
    private var lastDrawn: ContinuousClock.Instant?

    /// Progress towards so many steps.
    ///
    /// - Parameter firstStep: where this process begins, so that the time left is judged by its own pace.
    init(total: Int, from firstStep: Int = 0, mode: Mode) {
        self.total = total
        self.firstStep = firstStep
        isQuiet = mode == .quiet
        isLive = mode == .automatic && Console.isInteractive
    }

    /// Redraws the live line, at most ten times a second.
    mutating func update(step: Int, fields: @autoclosure () -> [String]) {
        guard isLive else { return }
        let now = clock.now
        if let lastDrawn, now - lastDrawn < .milliseconds(100), step < total { return }
        lastDrawn = now
        let text =
            ProgressLine.bar(step, of: total) + " "
            + (["\(step)/\(total)"] + fields() + [timeLeft(step, now)]).filter { !$0.isEmpty }.joined(separator: "  ")
        Console.show("\r\u{1B}[K" + text.prefix(ProgressLine.terminalWidth - 1))
    }

    /// A permanent line; the live one makes room for it.
    mutating func line(_ text: String) {
        guard !isQuiet else { return }
        finish()
        Console.note(text)
    }

    /// Clears the live line.
    mutating func finish() {
        if isLive, lastDrawn != nil { Console.show("\r\u{1B}[K") }
        lastDrawn = nil
    }

    /// Ten places, as many filled as the share that is done.
    static func bar(_ step: Int, of total: Int) -> String {
        let filled = total > 0 ? min(10 * step / total, 10) : 0
        return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 10 - filled) + "]"
    }

    /// Seconds as a person says them: `3 s`, `2 m 05 s`, `1 h 02 m`.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return String(format: "%d m %02d s", whole / 60, whole % 60) }
        return String(format: "%d h %02d m", whole / 3600, whole % 3600 / 60)
    }

    /// How fast it goes and how long it will, for permanent lines: `  1.2 runs/s, 5 s left`; empty before the first.
    func pace(_ step: Int) -> String {
        guard step > firstStep else { return "" }
        let seconds = start.duration(to: clock.now) / .seconds(1)
        return String(format: "  %.2f runs/s, ", Double(step - firstStep) / max(seconds, 1e-9))
            + timeLeft(step, clock.now)
    }

    private func timeLeft(_ step: Int, _ now: ContinuousClock.Instant) -> String {
        guard step > firstStep else { return "" }
        let seconds = start.duration(to: now) / .seconds(1)
        return ProgressLine.duration(seconds / Double(step - firstStep) * Double(total - step)) + " left"
    }

    private static var terminalWidth: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}

extension OutputOptions {
    /// Shows a progress line while a piece of work tells how far it is.
    func withProgress<Result>(_ work: ((_ done: Int, _ of: Int) -> Void) throws -> Result) throws -> Result {
        var progress = ProgressLine(total: 0, mode: .quiet)
        defer { progress.finish() }
        return try work { done, total in
            if done == 0 { progress = ProgressLine(total: total, mode: quiet ? .quiet : .automatic) }
            progress.update(step: done, fields: [])
        }
    }
}
