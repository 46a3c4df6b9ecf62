//! The small tables in `data/`: one entry a line, fields between tabs, `#` before what is meant for people.

/// The lines of a table, without remarks and without its head.
pub fn rows<const FIELDS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; FIELDS]> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1).map(|line| {
        let mut fields = [""; FIELDS];
        for (field, text) in fields.iter_mut().zip(line.split('\t')) {
            *field = text;
        }
        fields
    })
}

/// What a remark at the head of a table says: `# date: 2024-06-06`.
pub fn remark(table: &'static str, name: &str) -> Option<&'static str> {
    table.lines().map_while(|line| line.strip_prefix("# ")).find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_and_head_are_no_rows() {
        let table = "# date: 2020\na\tb\n1\t2\n\n3\n";
        assert_eq!(rows::<2>(table).collect::<Vec<_>>(), [["1", "2"], ["3", ""]]);
        assert_eq!(remark(table, "date"), Some("2020"));
        assert_eq!(remark(table, "source"), None);
    }
}
