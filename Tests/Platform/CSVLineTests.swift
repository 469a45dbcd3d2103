import Platform
import Testing

@Suite struct CSVLineTests {
    @Test func onlyWhatNeedsThemHasQuotes() {
        #expect(
            ["a b", "1,5", "say \"x\"", "two\nlines", "dos\r\n", ""].csvLine
                == "a b,\"1,5\",\"say \"\"x\"\"\",\"two\nlines\",\"dos\r\n\",")
    }
}
