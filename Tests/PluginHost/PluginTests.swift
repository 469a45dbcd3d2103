import Testing

@Suite struct PluginTests {}
