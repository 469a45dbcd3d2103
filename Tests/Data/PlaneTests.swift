import Data
import Foundation
import Platform
import TestSupport
import Testing

/// The generated points in the plane.
@Suite struct PlaneTests {
    private func load(_ dataset: String, seed: UInt64 = 1) async throws -> Splits {
        try await DataLibrary.load(DataRequest(dataset: dataset, validation: "100", seed: seed))
    }

    /// The points of a subset with their classes.
    private func points(_ subset: Subset) throws -> [(x: Double, y: Double, label: Int)] {
        guard case .floats(let values) = subset.dataset.features else { throw LabError.badData("no floats") }
        return subset.positions.map { position in
            let i = Int(position)
            return (Double(values[2 * i]), Double(values[2 * i + 1]), Int(subset.dataset.labels[i]))
        }
    }

    @Test(arguments: DataLibrary.planeNames) func theSeedDecidesAndItsOwnWins(name: String) async throws {
        let few = "\(name):train=300,test=50"
        let a = try await load(few, seed: 3).checksum
        #expect(try await load(few, seed: 3).checksum == a)
        #expect(try await load("\(few),seed=3", seed: 8).checksum == a)
        #expect(try await load(few, seed: 4).checksum != a)
        #expect(try await load("\(few),noise=0.2", seed: 3).checksum != a)
    }

    /// Two values a sample, no image, classes of one size, and no point that stands twice within or across splits.
    @Test(arguments: DataLibrary.planeNames) func splitsAreDifferentDraws(name: String) async throws {
        let splits = try await load(name)
        let dataset = splits.training.dataset
        #expect(dataset.dimensions == 2 && dataset.imageShape == nil)
        #expect(dataset.count == 6000 && splits.test.count == 1000)
        let audit = DataAudit(splits)
        #expect(audit.duplicatesWithin.values.allSatisfy { $0 == 0 })
        #expect(audit.duplicatesAcross.allSatisfy { $0.count == 0 })
        #expect(audit.constantDimensions.isEmpty)
        for row in audit.classes {
            #expect(abs(row.training * audit.classes.count - splits.training.count) < audit.classes.count)
            #expect(row.test > 300)
        }
    }

    @Test func spiralArmsFollowTheirFormula() async throws {
        for (x, y, label) in try points(try await load("spiral:noise=0,classes=4,turns=0.5").training) {
            let r = (x * x + y * y).squareRoot()
            #expect((0.02...1).contains(r * r))
            let phi = 2 * Double.pi * (Double(label) / 4 + 0.5 * r)
            #expect(abs(x - r * cos(phi)) < 1e-6 && abs(y - r * sin(phi)) < 1e-6)
        }
    }

    @Test func circlesHaveTheirRadii() async throws {
        for (x, y, label) in try points(try await load("circles:noise=0,classes=3").training) {
            #expect(abs((x * x + y * y).squareRoot() - Double(label + 1) / 3) < 1e-6)
        }
        let noisy = try points(try await load("circles:noise=0.05").training).filter { $0.label == 1 }
        let radii = noisy.map { ($0.x * $0.x + $0.y * $0.y).squareRoot() }
        let variance = radii.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / Double(radii.count)
        #expect(abs(variance.squareRoot() - 0.05) < 0.003)
    }

    @Test func xorIsTheSignOfTheProduct() async throws {
        let splits = try await load("xor:noise=0")
        #expect(splits.training.dataset.classNames == ["same", "different"])
        for (x, y, label) in try points(splits.training) {
            #expect((x * y > 0) == (label == 0))
            #expect(abs(x) >= 0.08 && abs(x) < 1 && abs(y) >= 0.08 && abs(y) < 1)
        }
    }

    @Test func cloudsHaveTheirMomentsAndDistance() async throws {
        let all = try points(try await load("gaussians:classes=4,separation=3,noise=0.5").training)
        for label in 0..<4 {
            let cloud = all.filter { $0.label == label }
            let n = Double(cloud.count)
            let mean = (x: cloud.reduce(0) { $0 + $1.x } / n, y: cloud.reduce(0) { $0 + $1.y } / n)
            let phi = 2 * Double.pi * Double(label) / 4
            #expect(abs(mean.x - 3 * cos(phi)) < 0.06 && abs(mean.y - 3 * sin(phi)) < 0.06)
            let variance = cloud.reduce(0) { $0 + ($1.x - mean.x) * ($1.x - mean.x) } / n
            #expect(abs(variance.squareRoot() - 0.5) < 0.03)
        }
    }

    @Test(
        arguments: [
            ("spiral:noise=-1", "noise is '-1'"), ("spiral:turns=many", "turns is 'many'"),
            ("circles:turns=2", "no option of circles named 'turns'"), ("xor:classes=3", "no option of xor"),
            ("gaussians:classes=7", "classes is '7'"), ("gaussians:seperation=1", "Did you mean 'separation'?"),
            ("spiral:noise", "write key=value"), ("spirall", "Did you mean 'spiral'?"), ("xor:noise=nan", "noise is"),
        ])
    func refusesInOneSentence(dataset: String, words: String) throws {
        let error = #expect(throws: LabError.self) { try DataLibrary.check(DataRequest(dataset: dataset)) }
        #expect(error?.kind == .usage && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
