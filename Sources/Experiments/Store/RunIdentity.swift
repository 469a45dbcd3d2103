import Foundation
import Platform

extension RunConfiguration {
    /// The settings that decide about the results, as a file that `--config` reads.
    ///
    /// The folder and the threads are left out: they change no bit.
    var identifyingYAML: String {
        yaml().split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("threads:") }
            .map { $0 + "\n" }.joined()
    }

    /// All settings but threads and places, none of which changes a result: what a search is recognized by.
    public var placelessYAML: String {
        var result = self
        (result.threads, result.out, result.dataDirectory) = (1, nil, nil)
        return result.yaml()
    }

    /// The name of the run in a store: the first 16 hex digits of the SHA-256 of its resolved settings.
    public var runID: String { String(SHA256.hex(Data(identifyingYAML.utf8)).prefix(16)) }
}
