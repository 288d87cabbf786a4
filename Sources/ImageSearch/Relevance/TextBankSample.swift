/// Some of the descriptions of the text bank, as queries to try.
public enum TextBankSample {
    /// So many at most, from all of it.
    public static func texts(_ count: Int) -> [String] {
        let all = TextBank.descriptions
        guard count > 0, all.count > count else { return all }
        return (0..<count).map { all[$0 * all.count / count] }
    }
}
