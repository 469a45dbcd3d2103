/// What is done to single rows, each of them an image of some planes of lines or any other sample.
extension Matrix {
    /// The mean of row i, summed in double.
    public func meanOfRow(_ i: Int) -> Double {
        check(row: i)
        return S.sum(pointer + i * columns, columns) / Double(columns)
    }

    /// Row i = scale * row i + shift.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func scaleRow(_ i: Int, by scale: Double, plus shift: Double) {
        check(row: i)
        let (row, scale, shift) = (mutablePointer + i * columns, S(scale), S(shift))
        for j in 0..<columns { row[j] = row[j] * scale + shift }
    }

    /// Every row i = share * row i + (1 - share) * row partners[i], all rows being those from before.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func mixRows(with partners: [Int32], share: Double) {
        precondition(partners.count == rows, "\(partners.count) partners do not fit \(shape).")
        let before = self
        let (x, old, own) = (mutablePointer, before.pointer, S(share))
        for i in 0..<rows {
            let partner = Int(partners[i])
            check(row: partner)
            let (row, a, b) = (x + i * columns, old + i * columns, old + partner * columns)
            for j in 0..<columns { row[j] = own * a[j] + (1 - own) * b[j] }
        }
    }

    /// Puts a rectangle of row i, an image, to a value, in every plane; what lies outside the image is left out.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func fillRow(
        _ i: Int, _ shape: ImageShape, lines: Range<Int>, pixels: Range<Int>, with value: Double
    ) {
        check(row: i, shape)
        let row = mutablePointer + i * columns
        let inside = pixels.clamped(to: 0..<shape.width)
        for plane in 0..<shape.channels {
            for y in lines.clamped(to: 0..<shape.height) {
                let line = row + (plane * shape.height + y) * shape.width
                for x in inside { line[x] = S(value) }
            }
        }
    }

    /// Moves row i, an image, so many pixels down and to the right; what comes in from outside has one value.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func translateRow(_ i: Int, _ shape: ImageShape, down: Int, right: Int, filling value: Double) {
        check(row: i, shape)
        let (row, width, height) = (mutablePointer + i * columns, shape.width, shape.height)
        let kept = max(width - abs(right), 0)
        for plane in 0..<shape.channels {
            // Lines are taken in the order in which none is overwritten before it has moved.
            for line in 0..<height {
                let y = down > 0 ? height - 1 - line : line
                let to = row + (plane * height + y) * width
                guard (0..<height).contains(y - down), kept > 0 else {
                    to.update(repeating: S(value), count: width)
                    continue
                }
                let from = to - down * width
                (to + max(right, 0)).update(from: from + max(-right, 0), count: kept)
                (to + (right > 0 ? 0 : kept)).update(repeating: S(value), count: width - kept)
            }
        }
    }

    private func check(row i: Int, _ shape: ImageShape? = nil) {
        precondition(i >= 0 && i < rows, "Row \(i) is outside \(self.shape).")
        precondition(shape.map { $0.dimensions == columns } ?? true, "The rows of \(self.shape) are other images.")
    }
}
