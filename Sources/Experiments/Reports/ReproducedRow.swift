/// One row of the published reports beside what came out here.
package struct ReproducedRow: Sendable {
    /// The published row.
    package let row: ReportRow
    /// Our figures, one for each seed: percent, or what the row names.
    package var figures: [Double] = []
    /// Our figure as a text, where it is no number.
    package var text: String?
    /// What befell the seeds that have no figure.
    package var failures: [String] = []

    /// A row of which nothing is known yet.
    package init(_ row: ReportRow) { self.row = row }

    /// The accuracy in points below which ours misses the published one.
    package static let tolerance = 1.5

    /// Mean and deviation over the seeds; nil where there is none.
    package var ours: Sample? { figures.isEmpty ? nil : Sample(figures) }
    /// Ours minus the published accuracy, in points.
    package var difference: Double? {
        guard row.isAccuracy, let ours, let published = row.published else { return nil }
        return ours.mean - published
    }
    /// Whether ours is as good as the published one, but for the tolerance; nil where nothing can be compared.
    package var isMet: Bool? { difference.map { $0 >= -Self.tolerance && failures.isEmpty } }
    /// Whether ours is farther away than the tolerance, on either side.
    package var differs: Bool { abs(difference ?? 0) > Self.tolerance }
}

extension ReproducedRow: Encodable {
    private enum Key: String, CodingKey {
        case report, experiment, kind, published, publishedText = "published_text", ours, text, difference, failures,
            note, reason
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(row.report, forKey: .report)
        try object.encode(row.experiment, forKey: .experiment)
        try object.encode(row.kind, forKey: .kind)
        try object.encodeIfPresent(row.published, forKey: .published)
        try object.encodeIfPresent(row.publishedText, forKey: .publishedText)
        try object.encode(figures, forKey: .ours)
        try object.encodeIfPresent(text, forKey: .text)
        try object.encodeIfPresent(difference, forKey: .difference)
        try object.encode(failures, forKey: .failures)
        try object.encode(row.note, forKey: .note)
        try object.encode(row.reason, forKey: .reason)
    }
}
