import CCore

extension Matrix {
    /// self (n x d) = the images of these positions as normalised rows: pixel * scale + shift, by dimension.
    ///
    /// - Parameters:
    ///   - pixels: N x d bytes, one image after the other.
    ///   - positions: which images, in the order of the rows.
    ///   - scale: what each pixel is multiplied by, 1 x d.
    ///   - shift: what is added then, 1 x d.
    ///   - ahead: only begins, on the workers that are idle. Until ``Backend/finishReadingAhead()`` the matrix must not
    ///     be touched, and the arrays must be kept as they are by whoever owns them.
    ///   - backend: what computes.
    public mutating func setImages(
        _ pixels: [UInt8], at positions: ArraySlice<Int32>, scale: Matrix, shift: Matrix, ahead: Bool = false,
        on backend: Backend
    ) {
        check(positions, of: pixels.count, scale, shift)
        reserve(rows: positions.count)
        let out = mutablePointer
        pixels.withUnsafeBufferPointer { pixels in
            positions.withUnsafeBufferPointer { index in
                S.im2vec(
                    backend, out, pixels.baseAddress!, index.baseAddress!, scale.pointer, shift.pointer, index.count,
                    columns, ahead: ahead)
            }
        }
    }

    /// The same for samples stored as floats, N x d.
    public mutating func setSamples(
        _ values: [Float], at positions: ArraySlice<Int32>, scale: Matrix, shift: Matrix
    ) {
        check(positions, of: values.count, scale, shift)
        reserve(rows: positions.count)
        let out = mutablePointer
        values.withUnsafeBufferPointer { values in
            positions.withUnsafeBufferPointer { index in
                S.gather(
                    out, values.baseAddress!, index.baseAddress!, scale.pointer, shift.pointer, index.count, columns)
            }
        }
    }

    /// Reverses each line of an image, left to right; row i holds planes of lines of so many pixels.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func mirrorRow(_ i: Int, linesOf width: Int) {
        precondition(i >= 0 && i < rows && width > 0 && columns % width == 0, "\(width) does not divide \(shape).")
        let row = mutablePointer + i * columns
        for line in stride(from: 0, to: columns, by: width) {
            for x in 0..<width / 2 {
                (row[line + x], row[line + width - 1 - x]) = (row[line + width - 1 - x], row[line + x])
            }
        }
    }

    private func check(_ positions: ArraySlice<Int32>, of count: Int, _ scale: Matrix, _ shift: Matrix) {
        precondition(scale.count == columns && shift.count == columns, "Moments of \(scale.shape) do not fit \(shape).")
        precondition(!positions.isEmpty && count % columns == 0, "\(count) values are no rows of \(columns).")
    }
}

/// The exact sums of the pixels and of their squares over the images of these positions, by dimension.
///
/// - Parameter pixels: N x d bytes.
package func pixelSums(
    _ pixels: [UInt8], at positions: [Int32], dimensions d: Int
) -> (sum: [UInt64], sumOfSquares: [UInt64]) {
    var sum = [UInt64](repeating: 0, count: d)
    var sumOfSquares = sum
    Backend.kernelSet.moments(&sum, &sumOfSquares, pixels, positions, positions.count, d)
    return (sum, sumOfSquares)
}
