import CPluginABI
import Components
import Platform

/// A schedule of a plugin.
struct PluginSchedule: Schedule {
    let range: ClosedRange<Double>
    let cycleLength: Int?
    private let instance: PluginInstance
    private let functions: layerlab_schedule

    init(_ instance: PluginInstance, _ functions: layerlab_schedule) throws {
        self.instance = instance
        self.functions = functions
        let place = instance.component.place
        var (lowest, highest) = (Double.nan, Double.nan)
        let code = functions.range(instance.state, &lowest, &highest)
        guard code == LAYERLAB_OK, lowest >= 0, lowest <= highest, highest.isFinite else {
            let what = code == LAYERLAB_OK ? "\(lowest) ... \(highest)" : instance.component.file.reason(code)
            throw LabError.badData(
                "\(place) gives no range of learning rates (\(what)); write 0 <= lowest <= highest, both finite.")
        }
        range = lowest...highest
        cycleLength = functions.cycle.map { Int($0(instance.state)) }
        guard (1...1_000_000_000).contains(cycleLength ?? 1) else {
            throw LabError.badData(
                "\(place) has a cycle of \(cycleLength!) steps; return 1 ... 1000000000, or leave .cycle out.")
        }
    }

    func rate(at step: Int, of length: TrainingLength) -> Double {
        var rate = Double.nan
        let code = functions.rate(instance.state, &rate, Int64(step), Int64(length.steps), Int64(length.stepsPerEpoch))
        guard code == LAYERLAB_OK else {
            instance.note(code: code, in: "rate")
            return .nan
        }
        if !range.contains(rate) {
            instance.note("the rate \(rate) at step \(step), which is not in its range \(range),", in: "rate")
        }
        return rate
    }
}
