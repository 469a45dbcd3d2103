/// One line of a sanity check: what was measured, what was expected, and why that matters.
public struct SanityFinding: Sendable, Codable, Equatable {
    /// What was looked at, in a word or two.
    public let name: String
    /// Whether it is as expected.
    public let passed: Bool
    /// What was measured.
    public let measured: String
    /// What a sound set-up shows.
    public let expected: String
    /// Why that is expected, and where to look if it is not so.
    public let explanation: String

    /// A finding; see the properties.
    public init(_ name: String, _ passed: Bool, measured: String, expected: String, explanation: String) {
        self.name = name
        self.passed = passed
        self.measured = measured
        self.expected = expected
        self.explanation = explanation
    }
}
