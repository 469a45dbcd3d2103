import ArgumentParser

/// How much a command says, and in which form.
struct OutputOptions: ParsableArguments {
    @Flag(name: [.customShort("q"), .long], help: "Show no progress and no remarks.")
    var quiet = false

    @Flag(name: [.customShort("v"), .long], help: "Say more about what is done.")
    var verbose = false

    @Flag(help: "Print the result as a JSON object with its schema.")
    var json = false

    func validate() throws {
        if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other: give one of them.") }
    }
}
