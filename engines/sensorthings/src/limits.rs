//! What a request may ask for. The defaults are far above what people and programs write.

/// Limits on requests and on the work an answer takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the request, percent-encoding included.
    pub max_length: usize,
    /// Parentheses, functions, `not`, `-` and `$expand` within each other.
    pub max_depth: usize,
    /// Parts of all expressions together.
    pub max_parts: usize,
    /// Items of a list (`in`, `$select`, `$expand`, `$orderby`) and steps of a path.
    pub max_items: usize,
    /// Relations within each other in `$expand`.
    pub max_expand_depth: usize,
    /// Steps of evaluation for one answer; a step is about a comparison.
    pub max_steps: u64,
    /// Entities in one answer, expanded ones included.
    pub max_entities: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_length: 64 * 1024,
            max_depth: 50,
            max_parts: 10_000,
            max_items: 1_000,
            max_expand_depth: 10,
            max_steps: 200_000_000,
            max_entities: 200_000,
        }
    }
}
