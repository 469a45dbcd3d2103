import Components
import Platform
import Testing

private let info = ComponentInfo(
    .activation, "bent", aliases: ["kinked"], summary: "s", formula: "f", source: "s",
    parameters: [
        .number("slope", default: 0.5, in: 0...1, "a"), .integer("count", default: 3, in: 1...9, "b"),
        .flag("wide", default: true, "c"),
    ])

@Suite struct ComponentOptionsTests {
    private func options(_ text: String) throws -> ComponentOptions {
        try ComponentOptions(info, ComponentSpecification(text))
    }

    @Test(
        arguments: [
            ("bent", "bent:slope=0.5,count=3,wide=true"), ("bent:0.25", "bent:slope=0.25,count=3,wide=true"),
            ("bent:0.25,7", "bent:slope=0.25,count=7,wide=true"),
            ("bent:wide=false,slope=1e-3", "bent:slope=0.001,count=3,wide=false"),
        ])
    func fillsInWhatIsNotSaid(text: String, resolved: String) throws {
        let options = try options(text)
        #expect(options.resolved == resolved)
        #expect(try self.options(options.resolved).resolved == resolved)
    }

    @Test(
        arguments: [
            ("bent:slop=1", "Did you mean 'slope'"), ("bent:slope=2", "a number in 0 ... 1"),
            ("bent:slope=abc", "'abc'"), ("bent:count=1.5", "a whole number in 1 ... 9"),
            ("bent:wide=yes", "true or false"), ("bent:1,2,true,4", "no option '4'"), ("bent:slope=nan", "nan"),
            ("bent:slope=1,slope=0", "slope is given twice"), ("bent:0.25,slope=1", "slope is given twice"),
            ("bent:slope=", "'slope='"),
        ])
    func refusesWhatDoesNotFit(text: String, words: String) {
        #expect { try options(text) } throws: { ($0 as? LabError)?.kind == .usage && "\($0)".contains(words) }
    }

    @Test func whatHasNoDefaultMustBeGiven() {
        let needy = ComponentInfo(
            .schedule, "needy", summary: "s", formula: "f", source: "s",
            parameters: [.number("eta", default: nil, in: 0...1, "a")])
        #expect { try ComponentOptions(needy) } throws: { "\($0)".contains("needy:eta=VALUE") }
    }

    @Test func settingAnOptionReplacesIt() {
        var specification = ComponentSpecification("cyclical:eta_min=1,step_size=5")
        specification.set("eta_min", "2")
        #expect(specification.text == "cyclical:step_size=5,eta_min=2")
    }
}

@Suite struct RegistryTests {
    private struct Bent {}

    /// `bent` of one kind and `twin` of two.
    private func registry() throws -> Registry {
        var registry = Registry()
        try registry.register(info) { _ in Bent() }
        for kind in [ComponentKind.schedule, .placement] {
            try registry.register(ComponentInfo(kind, "twin", summary: "s", formula: "f", source: "s")) { _ in Bent() }
        }
        return registry
    }

    @Test(
        arguments: [
            ("bent", "bent:slope=0.5,count=3,wide=true"), ("kinked:slope=1", "bent:slope=1,count=3,wide=true"),
            ("activation/bent:1,2", "bent:slope=1,count=2,wide=true"), ("schedule/twin", "twin"),
        ])
    func findsAComponentOfAnyKind(text: String, resolved: String) throws {
        let options = try registry().options(of: text)
        #expect(options.resolved == resolved)
        #expect(options.info.kind == (resolved == "twin" ? .schedule : .activation))
    }

    @Test(
        arguments: [
            ("twin", "write placement/twin or schedule/twin"), ("bant", "Did you mean 'bent'?"),
            ("schedul/twin", "Did you mean 'schedule'?"), ("schedule/bent", "no schedule named 'bent'"),
            ("bent:slope=2", "a number in 0 ... 1"), ("", "no component named ''"),
        ])
    func saysWhatItDoesNotFind(text: String, words: String) throws {
        let registry = try registry()
        #expect { try registry.options(of: text) } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains(words)
        }
    }

    @Test func namesOfSeveralKindsHaveTheirKindBeforeThem() throws {
        #expect(try registry().searchNames == ["bent", "placement/twin", "schedule/twin"])
    }

    @Test func answersToAliasesAndRefusesDoubles() throws {
        var registry = Registry()
        try registry.register(info) { _ in Bent() }
        #expect(try registry.resolve(.activation, "kinked:1") == "bent:slope=1,count=3,wide=true")
        for name in ["bent", "kinked"] {
            let double = ComponentInfo(.activation, name, summary: "s", formula: "f", source: "s")
            #expect(throws: LabError.self) { try registry.register(double) { _ in Bent() } }
        }
    }

    @Test func anAliasMayNotTakeAName() throws {
        var registry = Registry()
        try registry.register(info) { _ in Bent() }
        let late = ComponentInfo(.activation, "late", aliases: ["bent"], summary: "s", formula: "f", source: "s")
        #expect { try registry.register(late) { _ in Bent() } } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("'bent'")
        }
        #expect(registry.names(.activation) == ["bent"])
    }

    @Test func kindsHaveNamesOfTheirOwn() throws {
        var registry = Registry()
        try registry.register(info) { _ in Bent() }
        try registry.register(ComponentInfo(.schedule, "bent", summary: "s", formula: "f", source: "s")) { _ in Bent() }
        #expect(try registry.resolve(.schedule, "bent") == "bent")
    }

    @Test func anUnknownNameBringsTheNearestOne() throws {
        var registry = Registry()
        try registry.register(info) { _ in Bent() }
        #expect { try registry.activation("bant:slope=1") } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("Did you mean 'bent'?")
        }
    }

    @Test func aComponentOfAnotherKindIsRefused() throws {
        var registry = Registry()
        try registry.register(info) { _ in Bent() }
        #expect { try registry.activation("bent") } throws: { "\($0)".contains("is none") }
        #expect { try registry.schedule("bent") } throws: { ($0 as? LabError)?.kind == .usage }
    }
}
