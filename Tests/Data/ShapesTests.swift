import Data
import Tensor
import TestSupport
import Testing

@Suite struct ShapesTests {
    private func load(_ dataset: String, seed: UInt64 = 1) async throws -> Splits {
        try await DataLibrary.load(DataRequest(dataset: dataset, validation: "20", seed: seed))
    }

    @Test func theSeedDecidesAndItsOwnWins() async throws {
        let a = try await load("shapes:train=100,test=30", seed: 3).checksum
        #expect(try await load("shapes:train=100,test=30", seed: 3).checksum == a)
        #expect(try await load("shapes:train=100,test=30,seed=3", seed: 8).checksum == a)
        #expect(try await load("shapes:train=100,test=30", seed: 4).checksum != a)
    }

    @Test func anImageDependsOnItsNumberAlone() async throws {
        guard case .bytes(let few) = try await load("shapes:train=50,test=5").training.dataset.features,
            case .bytes(let many) = try await load("shapes:train=80,test=5").training.dataset.features
        else { return }
        #expect(many.starts(with: few))
    }

    @Test func everyClassIsThere() async throws {
        let splits = try await load("shapes:train=1000,test=10")
        let labels = splits.training.labels(splits.training.positions[...])
        for label in 0..<10 { #expect((50...150).contains(labels.count { $0 == label }), "class \(label)") }
    }
}
