import Components

extension ConfigurationKey {
    /// The kind of component that the setting names; nil for other settings.
    var component: ComponentKind? {
        [
            "activation": .activation, "batch_norm": .placement, "init": .initializer, "schedule": .schedule,
            "optimizer": .optimizer, "augment": .augmentation, "loss": .loss, "normalize": .preprocessing,
        ][name]
    }

    /// Its text in the settings of a run, which hold the rates inside the schedule.
    func text(in settings: [String: String]) -> String? {
        guard isScheduleOption else { return settings[name] }
        return ComponentSpecification(settings["schedule"] ?? "").options.first { $0.key == name }?.value
    }

    /// Whether a run's setting is as required: for a component, the same name and the options that are asked for.
    func holds(_ required: Requirement, _ text: String, _ registry: Registry) -> Bool {
        switch required {
        case .range(let range): return Double(text).map(range.contains) ?? false
        case .equals(let wanted):
            guard let kind = component else { return ConfigurationKey.agree(wanted, text) }
            let (wanted, given) = (ComponentSpecification.all(in: wanted), ComponentSpecification.all(in: text))
            return wanted.count == given.count
                && zip(wanted, given).allSatisfy {
                    ConfigurationKey.agree($0, $1, registry.entry(kind, named: $0.name)?.info)
                }
        }
    }

    private static func agree(
        _ wanted: ComponentSpecification, _ given: ComponentSpecification, _ info: ComponentInfo?
    ) -> Bool {
        guard (info?.name ?? wanted.name) == given.name else { return false }
        return wanted.options.enumerated().allSatisfy { position, option in
            let parameters = info?.parameters.map(\.name) ?? []
            let key = option.key ?? (position < parameters.count ? parameters[position] : nil)
            return given.options.contains { $0.key == key && agree(option.value, $0.value) }
        }
    }

    private static func agree(_ wanted: String, _ text: String) -> Bool {
        if let a = Double(wanted), let b = Double(text) { return a == b }
        return wanted.replacing(" ", with: "") == text.replacing(" ", with: "")
    }
}
