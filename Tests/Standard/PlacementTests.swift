import Components
import Platform
import Standard
import Testing

@Suite struct PlacementTests {
    @Test(
        arguments: [
            ("none", [.linear, .activation]), ("before", [.linear, .normalization, .activation]),
            ("after", [.linear, .activation, .normalization]),
        ] as [(String, [LayerPart])])
    func hasItsOrder(name: String, order: [LayerPart]) throws {
        #expect(try Standard.registry().placement(name).order == order)
    }

    @Test(arguments: ["before", "after"]) func handsOnItsOptions(name: String) throws {
        let registry = try Standard.registry()
        let standard = try registry.placement(name)
        #expect(standard.epsilon == 1e-5 && standard.factor == 0.9 && standard.isAffine)
        let changed = try registry.placement("\(name):epsilon=0.001,factor=0.99,affine=false")
        #expect(changed.epsilon == 0.001 && changed.factor == 0.99 && !changed.isAffine)
    }

    @Test func withoutNormalizationThereIsNothingToSet() throws {
        #expect { try Standard.registry().placement("none:epsilon=0.001") } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("takes no options")
        }
    }
}
