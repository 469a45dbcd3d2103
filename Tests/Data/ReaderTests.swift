import Data
import Foundation
import Platform
import Tensor
import TestSupport
import Testing

/// Small files of each format, and what is wrong with damaged ones.
@Suite struct ReaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ dataset: String, validation: String = "0") async throws -> Splits {
        try await DataLibrary.load(
            DataRequest(dataset: dataset, folder: folder.url.path, validation: validation, seed: testSeed))
    }

    private func expectError(
        _ kind: LabError.Kind, _ words: String, _ dataset: String, validation: String = "0"
    ) async {
        await #expect { _ = try await load(dataset, validation: validation) } throws: {
            ($0 as? LabError)?.kind == kind && "\($0)".contains(words)
        }
    }

    // MARK: - IDX

    private func idx(_ sizes: [Int], magic: Int? = nil, _ bytes: [UInt8]) -> [UInt8] {
        ([magic ?? 0x0800 + sizes.count] + sizes).flatMap { n in (0..<4).map { UInt8(n >> (24 - 8 * $0) & 255) } }
            + bytes
    }

    private func writeMNIST(
        images: [UInt8]? = nil, labels: [UInt8]? = nil, in name: String = "mnist"
    ) throws {
        for prefix in ["train", "t10k"] {
            try folder.write(
                "\(name)/\(prefix)-images-idx3-ubyte", images ?? idx([3, 2, 2], Array(0..<12)))
            try folder.write("\(name)/\(prefix)-labels-idx1-ubyte", labels ?? idx([3], [0, 9, 4]))
        }
    }

    @Test func readsIDX() async throws {
        try writeMNIST()
        let splits = try await load("mnist", validation: "1")
        #expect(splits.training.positions == [0, 1] && splits.validation.positions == [2])
        #expect(splits.test.labels([0, 1, 2]) == [0, 9, 4])
        #expect(splits.test.dataset.imageShape == ImageShape(channels: 1, height: 2, width: 2))
        guard case .bytes(let pixels) = splits.training.dataset.features else { throw LabError.badData("no bytes") }
        #expect(pixels == Array(0..<12))
    }

    @Test func readsGzippedIDXToTheSameChecksum() async throws {
        try writeMNIST()
        let plain = try await load("mnist").checksum
        try await Child.run("gzip", ["-r", folder.path("mnist")], package: "gzip")
        #expect(try await load("mnist").checksum == plain)
        let gz = folder.url.appendingPathComponent("mnist/train-images-idx3-ubyte.gz")
        try Data(contentsOf: gz).dropLast(9).write(to: gz)
        await expectError(.badData, "gzip", "mnist")
    }

    @Test func namesWhatIsWrongWithIDX() async throws {
        try writeMNIST(images: idx([3, 2, 2], magic: 2049, Array(0..<12)))
        await expectError(.badData, "magic number 2049", "mnist")
        try writeMNIST(images: idx([3, 2, 2], Array(0..<11)))
        await expectError(.badData, "11 values", "mnist")
        try writeMNIST(images: idx([3, 2, 2], Array(0..<13)))
        await expectError(.badData, "3 x 2 x 2", "mnist")
        try writeMNIST(images: [0, 0, 8])
        await expectError(.badData, "3 bytes", "mnist")
        try writeMNIST(labels: idx([2], [0, 1]))
        await expectError(.badData, "3 train images but 2 labels", "mnist")
        try writeMNIST(labels: idx([3], [0, 10, 1]))
        await expectError(.badData, "label 1 is 10", "mnist")
        try FileManager.default.removeItem(atPath: folder.path("mnist/t10k-labels-idx1-ubyte"))
        try writeMNIST(labels: nil)
        try FileManager.default.removeItem(atPath: folder.path("mnist/t10k-images-idx3-ubyte"))
        await expectError(.io, "t10k-images", "mnist")
    }

    // MARK: - CIFAR-10

    /// Six files of black images whose label is the record's number modulo ten.
    private func writeCIFAR10(in name: String = "cifar-10-batches-bin") throws {
        var file = [UInt8](repeating: 0, count: 10_000 * 3073)
        for record in 0..<10_000 { file[record * 3073] = UInt8(record % 10) }
        for batch in (1...5).map({ "data_batch_\($0)" }) + ["test_batch"] {
            try folder.write("\(name)/\(batch).bin", file)
        }
    }

    @Test func readsCIFAR10FromFolderOrArchive() async throws {
        try writeCIFAR10()
        let splits = try await load("cifar10", validation: "5000")
        #expect(splits.training.count == 45_000 && splits.validation.count == 5_000 && splits.test.count == 10_000)
        #expect(splits.training.labels([0, 13]) == [0, 3])
        let small = try await load("cifar10", validation: "batch2")
        #expect(small.training.positions.first == 0 && small.training.count == 10_000)
        #expect(small.validation.positions.first == 10_000 && small.validation.count == 10_000)

        try await Child.run(
            "tar", ["-czf", "cifar-10-binary.tar.gz", "cifar-10-batches-bin"], package: "tar", in: folder.url)
        try FileManager.default.removeItem(atPath: folder.path("cifar-10-batches-bin"))
        #expect(try await load("cifar10").checksum == splits.checksum)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        #expect(left == ["cifar-10-batches-bin", "cifar-10-binary.tar.gz"])
    }

    @Test func whatWasReadLastIsNotReadAgain() async throws {
        try writeCIFAR10()
        var cache = DataCache()
        let request = DataRequest(dataset: "cifar10", folder: folder.url.path)
        let first = try await cache.load(request)
        try FileManager.default.removeItem(atPath: folder.path("cifar-10-batches-bin"))
        var other = request
        other.seed = 7
        #expect(try await cache.load(other).checksum == first.checksum, "no seed splits CIFAR-10")
        other.validation = "batch2"
        await #expect(throws: LabError.self) { _ = try await cache.load(other) }
        let shapes = { DataRequest(dataset: "shapes:train=20,test=10", validation: "5", seed: $0) }
        let one = try await cache.load(shapes(1)).checksum
        #expect(try await cache.load(shapes(2)).checksum != one)
    }

    @Test func namesWhatIsWrongWithCIFAR10() async throws {
        await expectError(.io, "layerlab data fetch cifar10", "cifar10")
        try writeCIFAR10()
        let third = folder.url.appendingPathComponent("cifar-10-batches-bin/data_batch_3.bin")
        let whole = try Data(contentsOf: third)
        try whole.dropLast().write(to: third)
        await expectError(.badData, "data_batch_3.bin has 30729999 bytes", "cifar10")
        try (whole + [0]).write(to: third)
        await expectError(.badData, "30730001", "cifar10")
        var mislabeled = whole
        mislabeled[2 * 3073] = 10
        try mislabeled.write(to: third)
        await expectError(.badData, "record 2: the label is 10", "cifar10")
        try FileManager.default.removeItem(at: third)
        await expectError(.io, "data_batch_3.bin: No such file", "cifar10")
        try FileManager.default.removeItem(atPath: folder.path("cifar-10-batches-bin"))
        try folder.write("cifar-10-binary.tar.gz", [1, 2, 3])
        await expectError(.badData, "could not be unpacked", "cifar10")
    }

    // MARK: - Data of one's own

    @Test func readsCSV() async throws {
        let rows = (0..<10).map { "\($0),\"\($0 % 2 == 0 ? "even, too" : "odd")\",-0.5" }
        let path = try folder.write("a.csv", Array("x,kind,y\n\(rows.joined(separator: "\n"))\n".utf8))
        let splits = try await load("csv:\(path),label=kind,test=0.3")
        #expect(splits.training.count == 7 && splits.test.count == 3)
        #expect(splits.training.dataset.classNames == ["even, too", "odd"] && splits.training.dataset.dimensions == 2)
        await expectError(.badData, "no column 'label'", "csv:\(path)")
        let bad = try folder.write("b.csv", Array("x,label\n1,a\noops,b\n".utf8))
        await expectError(.badData, "line 3, column 'x' is 'oops'", "csv:\(bad)")
        let one = try folder.write("c.csv", Array("x,label\n1,a\n2,a\n".utf8))
        await expectError(.badData, "1 class only", "csv:\(one)")
        await expectError(.io, "/no.csv", "csv:/no.csv")
        await expectError(.usage, "csv:FILE", "csv")
        await expectError(.usage, "'lable'", "csv:\(path),lable=kind")
    }

    /// One wrong line, below which good ones follow: it is named, and takes none of them in.
    @Test(
        arguments: [
            ("1,2", "line 3 has 2 values, but the header names 3 columns"),
            ("1", "line 3 has 1 value, but"),
            ("1,2,a,5", "line 3 has 4 values, but the header names 3 columns"),
            ("1,2,", "line 3, column 'c' is empty"),
            ("1,2,\" \"", "line 3, column 'c' is empty"),
            ("1,,a", "line 3, column 'y' is '', but a number"),
            ("1,2,\"a", "line 3 has a quote"),
            ("1,2,a\"b", "line 3 has a quote"),
            ("1,2,a\"b\"c", "line 3 has a quote"),
            ("1,2,\"a\n1,2,a\"", "line 3 has a quote"),
            ("1,2,\u{FF}", "line 3 has bytes that are no UTF-8 text"),
        ])
    func namesTheWrongLineOfCSV(line: String, words: String) async throws {
        for end in ["\n", ""] {
            let text = "x,y,c\n1,2,a\n\(line)\n" + Array(repeating: "3,4,b", count: 40).joined(separator: "\n") + end
            // As Latin-1, in which all but one of these are what they are in UTF-8.
            let path = try folder.write("a.csv", text.unicodeScalars.map { UInt8($0.value) })
            await expectError(.badData, "\(path), \(words)", "csv:\(path),label=c")
        }
    }

    @Test(
        arguments: [
            ("", "line 1 names no columns"), ("\nx,y,c\n1,2,a\n", "line 1 names no columns"),
            ("x,y,c", "ends with line 1"), ("x,y,c\n", "ends with line 1"),
            ("x,\"y,c\n1,2,a\n1,2,b\n", "line 1 has a quote"),
        ])
    func namesWhatTheHeaderOfCSVLacks(text: String, words: String) async throws {
        let path = try folder.write("a.csv", Array(text.utf8))
        await expectError(.badData, words, "csv:\(path),label=c")
    }

    @Test func readsCSVOfSpreadsheets() async throws {
        let text = "\u{FEFF}x;\"in\r\ncm\";c\r\n1;2;a\r\n3; 4;\"5\"\" disk\"\r\n5;6;\"a\""
        let splits = try await load("csv:\(folder.write("a.csv", Array(text.utf8))),label=c,test=0.4")
        #expect(splits.training.count == 2 && splits.test.count == 1)
        #expect(splits.training.dataset.classNames == ["5\" disk", "a"] && splits.training.dataset.dimensions == 2)
    }

    @Test func relativePathsAreSeenFromTheFolderOfTheData() async throws {
        try folder.write("sub/a.csv", Array("x,label\n1,a\n2,b\n3,a\n".utf8))
        #expect(try await load("csv:sub/a.csv").training.count == 2)
        await expectError(.io, folder.path("no.csv"), "csv:no.csv")
        await expectError(.io, folder.path("no.npz"), "npz:no.npz")
        await expectError(.io, folder.path("no"), "images:no")
    }

    @Test(.enabled("needs python3 with numpy") { await Child.succeeds("python3", ["-c", "import numpy"]) })
    func readsNPZ() async throws {
        let script = """
            import numpy as np
            X = np.arange(40, dtype=np.uint8).reshape(10, 2, 2); y = np.arange(10) % 3
            np.savez('\(folder.path("a.npz"))', X=X, y=y)
            np.savez_compressed('\(folder.path("b.npz"))', x_train=X / 2, y_train=y, x_test=X[:3] / 2, y_test=y[:3])
            np.savez('\(folder.path("c.npz"))', X=X, y=y[:5])
            np.savez('\(folder.path("d.npz"))', Z=X)
            np.savez('\(folder.path("negative.npz"))', X=X, y=y - 1)
            np.savez('\(folder.path("half.npz"))', X=X, y=y / 2)
            np.savez('\(folder.path("zero.npz"))', X=X, y=y * 0)
            np.savez('\(folder.path("other.npz"))', x_train=X, y_train=y, x_test=X, y_test=y + 1)
            np.savez('\(folder.path("narrow.npz"))', x_train=X, y_train=y, x_test=X[:, 0], y_test=y)
            np.savez('\(folder.path("none.npz"))')
            """
        try await Child.run("python3", ["-c", script], package: "python3")
        let bytes = try await load("npz:\(folder.path("a.npz"))")
        #expect(bytes.training.count == 8 && bytes.training.dataset.dimensions == 4)
        guard case .bytes = bytes.training.dataset.features else { throw LabError.badData("no bytes") }
        let floats = try await load("npz:\(folder.path("b.npz"))")
        guard case .floats(let values) = floats.test.dataset.features else { throw LabError.badData("no floats") }
        #expect(values == (0..<12).map { Float($0) / 2 } && floats.training.count == 10)
        await expectError(.badData, "do not fit", "npz:\(folder.path("c.npz"))")
        await expectError(.badData, "neither", "npz:\(folder.path("d.npz"))")
        await expectError(.badData, "array y: label 0 is -1, but a whole number in 0 ... 999", "npz:negative.npz")
        await expectError(.badData, "array y: label 1 is 0.5", "npz:half.npz")
        await expectError(.badData, "array y: all labels are 0", "npz:zero.npz")
        await expectError(.badData, "array y_test: label 2 is 3, but a whole number in 0 ... 2", "npz:other.npz")
        await expectError(.badData, "a test sample has 2 values, but 4 were expected", "npz:narrow.npz")
        await expectError(.badData, "no zip archive of arrays", "npz:none.npz")
        let whole = try Data(contentsOf: folder.url.appendingPathComponent("a.npz"))
        try folder.write("cut.npz", whole.prefix(whole.count / 2))
        await expectError(.badData, "cut.npz cannot be unpacked", "npz:cut.npz")
    }

    @Test func namesWhatIsNoNPZFile() async throws {
        try folder.write("empty.npz", [])
        await expectError(.badData, "empty.npz is no zip archive of arrays", "npz:empty.npz")
        try folder.write("folder.npz/a", [])
        await expectError(.io, "folder.npz: it is a folder, and a file was expected", "npz:folder.npz")
        await expectError(.io, "missing.npz: No such file", "npz:missing.npz")
    }

    @Test func readsImageFolders() async throws {
        let gray = PixelImage(width: 2, height: 1, channels: 1, pixels: [10, 200])
        for (name, count) in [("cats", 3), ("dogs", 2)] {
            for i in 0..<count { try folder.write("set/\(name)/\(i).png", gray.pngData()) }
        }
        let splits = try await load("images:\(folder.path("set")),test=0.4")
        #expect(splits.training.dataset.classNames == ["cats", "dogs"] && splits.test.count == 2)
        try folder.write(
            "set/dogs/9.png", PixelImage(width: 1, height: 1, channels: 1, pixels: [0]).pngData())
        await expectError(.badData, "9.png is 1 x 1 x 1", "images:\(folder.path("set"))")
        try folder.write("set/dogs/9.png", [1, 2, 3])
        await expectError(.badData, "no PNG", "images:\(folder.path("set"))")
        await expectError(.io, "/nowhere", "images:/nowhere")
        await expectError(.io, "9.png: it is a file, and a folder", "images:set/dogs/9.png")
    }

    // MARK: - Requests

    @Test func refusesWhatIsNoSplit() async throws {
        try writeMNIST()
        await expectError(.usage, "'3'", "mnist", validation: "3")
        await expectError(.usage, "'many'", "mnist", validation: "many")
        await expectError(.usage, "cifar10, not of mnist", "mnist", validation: "batch2")
        await expectError(.usage, "Did you mean 'mnist'", "mnst")
        await expectError(.usage, "train is given twice, again as '50'", "shapes:train=400,train=50")
        await expectError(.usage, "noise is given twice", "spiral:noise=0.1,noise=0.1")
    }
}
