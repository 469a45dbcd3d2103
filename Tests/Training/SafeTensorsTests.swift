import Foundation
import Platform
import Tensor
import TestSupport
import Testing
import Training

@Suite struct SafeTensorsTests {
    private func sample() -> SafeTensors {
        var file = SafeTensors()
        file.add("W", Matrix<Float>(rows: 2, columns: 3, [1, 2, 3, 4, 5, .infinity]))
        file.add("b", Matrix<Double>(rows: 1, columns: 2, [-1, 1e-300]), asVector: true)
        file.metadata = ["step": "7", "title": "a \"quoted\" text"]
        return file
    }

    @Test func survivesTheFile() throws {
        let bytes = try sample().encoded()
        let file = try SafeTensors(bytes, name: "sample")
        #expect(file.metadata == sample().metadata)
        #expect(try file.matrix("W", as: Float.self, rows: 2, columns: 3).row(1) == [4, 5, .infinity])
        #expect(try file.matrix("b", as: Double.self, rows: 1, columns: 2)[0, 1] == 1e-300)
        #expect(try file.encoded() == bytes)
        #expect(bytes.prefix(8).first! % 8 == 0, "the tensors are aligned to 8 bytes")
    }

    /// Older files have every matrix of one row as a vector, W of a single unit too.
    @Test(arguments: [([3], true), ([1, 3], false)]) func aRowIsReadAsMatrixAndAsVector(shape: [Int], asVector: Bool)
        throws
    {
        let row = Matrix<Float>(rows: 1, columns: 3, [1, 2, 3])
        var file = SafeTensors()
        file.add("W", row, asVector: asVector)
        let read = try SafeTensors(file.encoded(), name: "row")
        #expect(read.tensors["W"]?.shape == shape)
        #expect(try read.matrix("W", as: Float.self, rows: 1, columns: 3) == row)
    }

    @Test func anotherShapeOrTypeIsRefused() {
        let file = sample()
        #expect { try file.matrix("W", as: Float.self, rows: 3, columns: 2) } throws: { "\($0)".contains("[2, 3]") }
        #expect { try file.matrix("W", as: Double.self, rows: 2, columns: 3) } throws: { "\($0)".contains("F32") }
        #expect { try file.matrix("gamma", as: Float.self, rows: 1, columns: 1) } throws: {
            "\($0)".contains("'gamma'")
        }
    }

    /// Headers that lie about what follows them.
    @Test(
        arguments: [
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,0]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-4,4]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", "[1]", "{\"a\":", "",
            "{\"a\":{\"dtype\":\"I64\",\"shape\":[9],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
            "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
            "{\"b\":{\"made_by\":\"x\"},\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
        ])
    func damagedFilesAreRefused(header: String) {
        let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
        let file = length + Data(header.utf8) + Data(count: 8)
        #expect { try SafeTensors(file, name: "bad") } throws: { ($0 as? LabError)?.kind == .badData }
    }

    @Test func cutOffFilesAreRefused() throws {
        let bytes = try sample().encoded()
        for length in [0, 7, 8, 20, bytes.count - 1] {
            #expect(throws: LabError.self, "\(length) bytes") { try SafeTensors(bytes.prefix(length), name: "cut") }
        }
        let huge = Data(repeating: 0xff, count: 16)
        #expect(throws: LabError.self) { try SafeTensors(huge, name: "huge") }
    }

    @Test(
        .enabled("needs Python's safetensors") { await Child.succeeds("python3", ["-c", "import safetensors, numpy"]) })
    func pythonReadsWhatWeWrote() async throws {
        let folder = try TemporaryFolder()
        try sample().write(to: folder.url.appendingPathComponent("a.safetensors"))
        let script =
            "from safetensors.numpy import load_file as f; m = f('\(folder.path("a.safetensors"))'); "
            + "print(m['W'].dtype, m['W'].tolist()[0], m['b'].dtype, m['b'].shape)"
        let printed = try await Child.run("python3", ["-c", script], package: "python3")
        #expect(printed == "float32 [1.0, 2.0, 3.0] float64 (2,)\n")
    }

    /// A file that Python's safetensors 0.8 wrote; Tests/Fixtures/make_safetensors.py makes it again.
    @Test func readsWhatPythonWrote() throws {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/python.safetensors")
        let file = try SafeTensors(contentsOf: fixture)
        #expect(try file.matrix("W", as: Float.self, rows: 2, columns: 3).entries == [0, 0.5, 1, 1.5, 2, 2.5])
        #expect(try file.matrix("b", as: Double.self, rows: 1, columns: 3).entries == [-1, 0, 1])
        #expect(file.metadata["made_by"] == "python")
        #expect(file.tensors["labels"]?.dtype == "I64")
    }
}
