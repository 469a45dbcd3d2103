import Experiments
import Foundation
import Platform
import Standard
import TestSupport
import Testing

/// Specifications of gradings: what is read, what is refused and with which words, and whose seed is which.
@Suite struct GradeSpecificationTests {
    private func read(_ checks: String, name: String = "hw") throws -> GradeSpecification {
        let folder = try TemporaryFolder()
        let path = try folder.write("spec.yaml", Array("name: \(name)\nchecks:\n\(checks)\n".utf8))
        return try GradeSpecification(yaml: URL(fileURLWithPath: path), Standard.registry())
    }

    /// `printf 'hw\nanna' | sha256sum | cut -c 1-8` prints the number in hexadecimal.
    @Test func seedsAreTheBeginningOfAChecksum() throws {
        let specification = try read("  - {name: a, points: 1, file: {path: r.md}}")
        #expect(specification.seed(of: "anna") == 0x95fb_ee55)
        #expect(specification.seed(of: "ben") != specification.seed(of: "anna"))
        #expect(try read("  - {name: a, points: 1, file: {path: r.md}}", name: "hw2").seed(of: "anna") != 0x95fb_ee55)
    }

    @Test func theExampleIsRead() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let specification = try GradeSpecification(
            yaml: root.appendingPathComponent("Tutorials/grading/spec.yaml"), Standard.registry())
        #expect(Set(specification.checks.map(\.kind)) == ["plugin", "run", "train", "gradients", "file"])
        #expect(specification.checks.map(\.points).reduce(0, +) == 10)
    }

    /// Every refusal names the line, the check and the key.
    @Test(
        arguments: [
            ("{name: a, points: 1, flie: {path: r.md}}", "no key named 'flie'. Did you mean 'file'?"),
            ("{name: a, points: 1}", "exactly one of plugin, run, train, gradients, file"),
            ("{name: a, file: {path: r.md}}", "(check 1): a check has 'points'"),
            ("{points: 1, file: {path: r.md}}", "a check has a 'name'"),
            ("{name: a, points: many, file: {path: r.md}}", "(check 1, points): a number in 0.0 ... 1000000.0"),
            ("{name: a, points: 1, time_limit: 0, file: {path: r.md}}", "(check 1, time_limit)"),
            (
                "{name: a, points: 1, file: {path: /etc/passwd}}",
                "(check 1, file, path): '/etc/passwd' leaves the folder"
            ),
            ("{name: a, points: 1, file: {path: a/../../b}}", "leaves the folder"),
            ("{name: a, points: 1, file: {path: r.md, words: [[a]]}}", "a value was expected"),
            ("{name: a, points: 1, file: {min_words: 3}}", "has a 'path'"),
            ("{name: a, points: 1, plugin: {file: a.c, kind: activaton}}", "Did you mean 'activation'?"),
            ("{name: a, points: 1, plugin: {file: a.c, kind: activation, agrees_with: silu}}", "name the 'component'"),
            (
                "{name: a, points: 1, plugin: {file: a.c, kind: activation, component: b, agrees_with: silo}}",
                "(check 1, plugin, agrees_with): There is no activation named 'silo'. Did you mean 'silu'?"
            ),
            (
                "{name: a, points: 1, plugin: {file: a.c, kind: optimizer, component: b, agrees_with: sgd}}",
                "not a component of kind optimizer"
            ),
            (
                "{name: a, points: 1, plugin: {file: a.c, kind: activation, component: b, values: {x: 1}}}",
                "'x' is no number"
            ),
            ("{name: a, points: 1, run: {folder: r}}", "'settings' names the dataset"),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes, lamda: 1}}}",
                "(check 1, run, settings, lamda): There is no setting named 'lamda'. Did you mean 'lambda'?"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes}, seed: 3}}",
                "'student' was expected; a fixed seed belongs into settings"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes}, result: {accuracy: {min: 2, max: 1}}}}",
                "min being the smaller one"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes}, result: {accuracy: good}}}",
                "a range such as {min: 0.8} was expected, not 'good'"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes}, result: {accuracy: 0.9}}}",
                "a range such as {min: 0.8} was expected, not '0.9'"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes, activation: {min: 1}}}}",
                "(check 1, run, settings, activation): activation is no number that has a range"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes, schedule: {min: 0}}}}",
                "schedule is no number that has a range"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes, batch_size: twelve}}}",
                "batch_size is 'twelve', but a whole number in"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes, dropout: -4}}}",
                "dropout is '-4', but a number in 0 ... 0.99 was expected"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes, eta_max: high}}}",
                "eta_max is 'high', but a number was expected"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes, activation: rlue}}}",
                "settings, activation): There is no activation named 'rlue'. Did you mean 'relu'?"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes, lr: 0.1, eta: 0.2}}}",
                "settings, eta): it sets eta, which is set already under another name"
            ),
            (
                "{name: a, points: 1, gradients: {settings: {lr: 0.1, eta: 0.2}}}",
                "settings, eta): it sets eta, which is set already under another name"
            ),
            (
                "{name: a, !foo name: b, points: 1, file: {path: r.md}}",
                "(check 1, name): it is given twice"
            ),
            (
                "{name: a, points: 1, run: {folder: r, settings: {dataset: shapes}, split: tset}}",
                "split is training, validation or test, not 'tset'"
            ),
            ("{name: a, points: 1, train: {settings: {dataset: shapes}}}", "a 'result' was expected"),
            (
                "{name: a, points: 1, train: {settings: {hidden: many}, result: {train_loss: {max: 1}}}}",
                "(check 1, train, settings, hidden): hidden is 'many', but"
            ),
            (
                "{name: a, points: 1, train: {settings: {preset: quikstart}, result: {train_loss: {max: 1}}}}",
                "(check 1, train, settings, preset): There is no preset named 'quikstart'"
            ),
            (
                "{name: a, points: 1, train: {settings: {seed: {seed}}, result: {train_loss: {max: 1}}}}",
                "{seed} stands in quotes"
            ),
            (
                "{name: a, points: 1, train: {settings: {out: x}, result: {train_loss: {max: 1}}}}",
                "no setting named 'out'"
            ),
            (
                "{name: a, points: 1, file: {path: r}}\n  - {name: a, points: 1, file: {path: r}}",
                "two checks are named 'a'"
            ),
            ("[1, 2]", "(check 1): 'key: value' lines were expected"),
        ])
    func badSpecificationsAreRefused(check: String, words: String) {
        let error = #expect(throws: LabError.self) { try read("  - \(check)") }
        #expect(error?.kind == .badData && error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("spec.yaml, line ") == true, "\(error?.message ?? "")")
    }
}
