/// The version of this build, as semantic versioning has it.
public let layerLabVersion = "0.1.0"
