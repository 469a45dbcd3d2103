@_exported import Components
@_exported import Data
@_exported import Experiments
@_exported import Network
@_exported import Platform
@_exported import Reporting
@_exported import Standard
@_exported import Tensor
@_exported import Training

/// The version of this build, as semantic versioning has it.
public let layerLabVersion = "0.1.0"
