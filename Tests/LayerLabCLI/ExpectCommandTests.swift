import Foundation
import TestSupport
import Testing

/// `layerlab expect` from end to end.
@Suite struct ExpectCommandTests {
    private func object(_ run: CommandLineRun) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    @Test func aRunOfThePresetIsInItsBand() async throws {
        let folder = try TemporaryFolder()
        let train = try await CommandLineRun.layerlab(
            ["train", "--preset", "tutorial/shapes", "--seed", "4711", "--out", folder.path("run"), "--quiet"])
        #expect(train.exitCode == 0, "\(train.errors)")
        let run = try await CommandLineRun.layerlab(["expect", "tutorial/shapes", folder.path("run"), "--test"])
        #expect(run.exitCode == 0, "\(run.output) \(run.errors)")
        #expect(run.output.contains("validation accuracy") && run.output.contains("test accuracy"))
        #expect(!run.output.contains("OUTSIDE") && run.output.contains("--measure --seeds"))

        // Without --test, the test split is no concern, nor are the data at all.
        let json = try await CommandLineRun.layerlab(["expect", "tutorial/shapes", folder.path("run"), "--json"])
        let listing = try object(json)
        #expect(listing["schema"] as? String == "layerlab.expectation" && listing["passed"] as? Bool == true)
        #expect((listing["quantities"] as? [Any])?.count == 6 && (listing["differences"] as? [Any])?.isEmpty == true)

        // Another preset is another band, and the settings that differ are said first.
        let other = try await CommandLineRun.layerlab(["expect", "quickstart", folder.path("run")])
        #expect(other.exitCode == 2, "\(other.errors)")
        #expect(other.output.hasPrefix("This run is not 'quickstart'") && other.output.contains("dataset"))
    }

    @Test func otherSettingsAreNamedFirst() async throws {
        let folder = try TemporaryFolder()
        let train = try await CommandLineRun.layerlab(
            [
                "train", "--preset", "tutorial/shapes", "--lambda", "0.5", "--steps", "30", "--out", folder.path("run"),
                "--quiet",
            ])
        #expect(train.exitCode == 0, "\(train.errors)")
        let run = try await CommandLineRun.layerlab(["expect", "tutorial/shapes", folder.path("run")])
        #expect(run.exitCode == 2 && run.output.contains("OUTSIDE, below"), "\(run.errors)")
        #expect(run.output.hasPrefix("This run is not 'tutorial/shapes': other settings are"), "\(run.output)")
        #expect(run.output.contains("- Set lambda, cycles, steps as the preset has it"), "\(run.output)")
        #expect(run.errors.contains("outside the band of 'tutorial/shapes': training loss"), "\(run.errors)")
    }

    @Test func theBandAloneAndItsMeasurement() async throws {
        let band = try await CommandLineRun.layerlab(["expect", "coursework/3-layer-bn", "--json"])
        let listing = try object(band)
        #expect(listing["schema"] as? String == "layerlab.bands" && (listing["bands"] as? [Any])?.count == 7)
        let text = try await CommandLineRun.layerlab(["expect", "quickstart"])
        #expect(text.exitCode == 0 && text.output.contains("again with: layerlab expect quickstart --measure"))
    }

    @Test(
        arguments: [
            (["quikstart"], 64, "Did you mean 'quickstart'"), (["quickstart", "/no/run"], 74, "no run in /no/run"),
            (["quickstart", "--measure", "--seeds", "3"], 64, "5 ... 1000"),
            (["quickstart", "--test"], 64, "--test measures"),
            (["quickstart", "run", "--measure"], 64, "leave out the run"),
            (["quickstart", "--seeds", "3"], 64, "--seeds 3 goes with --measure"),
            (["quickstart", "--threads", "2"], 64, "go with --test and --measure"),
            (["quickstart", "run", "--data-dir", "/data"], 64, "go with --test and --measure"),
        ] as [([String], Int32, String)])
    func saysWhatIsWrong(arguments: [String], code: Int32, words: String) async throws {
        let run = try await CommandLineRun.layerlab(["expect"] + arguments)
        #expect(run.exitCode == code && run.errors.contains(words), "\(run.errors)")
    }
}
