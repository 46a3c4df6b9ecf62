//! Expressions, from the loosest operator to the tightest: `or`, `and`, `not`, comparisons and `in`, `add` and `sub`,
//! `mul`, `div` and `mod`, `-`. `not` covers a whole comparison, as in other servers of this standard; OData would bind
//! it tighter.

use super::path::index;
use crate::{
    fault::{Expected, Fault, Problem, shorten, suggest},
    query::{
        cursor::Cursor,
        expression::{Addition, Comparison, Expression, Lambda, Multiplication, Node, Path, Quantifier, Segment},
        function::{FUNCTIONS, Function},
        literal::literal,
    },
};

type Outcome = Result<Expression, Problem>;

/// A whole expression. One call is one level deeper.
pub(super) fn expression(cursor: &mut Cursor<'_>) -> Outcome {
    cursor.enter()?;
    let expression = chain(cursor, "or", Node::Or, |cursor| chain(cursor, "and", Node::And, negation))?;
    cursor.leave();
    Ok(expression)
}

/// Operands with the same word between them.
fn chain(
    cursor: &mut Cursor<'_>,
    word: &str,
    join: fn(Vec<Expression>) -> Node,
    operand: impl Fn(&mut Cursor<'_>) -> Outcome,
) -> Outcome {
    let start = begin(cursor);
    let first = operand(cursor)?;
    let mut parts = vec![first];
    while operator(cursor, word) {
        parts.push(operand(cursor)?);
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { finish(cursor, start, join(parts)) })
}

/// Where an expression starts.
fn begin(cursor: &mut Cursor<'_>) -> usize {
    cursor.skip_blanks();
    cursor.at()
}

fn finish(cursor: &Cursor<'_>, start: usize, node: Node) -> Expression {
    let length = cursor.since(start).trim_end().len();
    let mut position = cursor.place_since(start);
    // Blanks were passed to look for an operator; they do not belong to the expression.
    position.end -= cursor.since(start).len() - length;
    Expression { node, position }
}

/// Passes an operator, if it comes next.
fn operator(cursor: &mut Cursor<'_>, word: &str) -> bool {
    let start = cursor.at();
    cursor.skip_blanks();
    let is_next = cursor.eat_word(word);
    if !is_next {
        cursor.back_to(start);
    }
    is_next
}

fn negation(cursor: &mut Cursor<'_>) -> Outcome {
    let start = begin(cursor);
    if !cursor.eat_word("not") {
        return comparison(cursor);
    }
    cursor.count()?;
    cursor.enter()?;
    let inner = negation(cursor)?;
    cursor.leave();
    Ok(finish(cursor, start, Node::Not(Box::new(inner))))
}

fn comparison(cursor: &mut Cursor<'_>) -> Outcome {
    let start = begin(cursor);
    let left = sum(cursor)?;
    if operator(cursor, "in") {
        cursor.count()?;
        return membership(cursor, start, left);
    }
    let Some(comparison) = comparison_operator(cursor) else { return Ok(left) };
    cursor.count()?;
    let right = sum(cursor)?;
    let before = cursor.at();
    if comparison_operator(cursor).is_some() || operator(cursor, "in") {
        return Err(cursor.problem(before, Fault::ChainedComparison));
    }
    let node = Node::Compare { comparison, left: Box::new(left), right: Box::new(right) };
    Ok(finish(cursor, start, node))
}

fn comparison_operator(cursor: &mut Cursor<'_>) -> Option<Comparison> {
    Comparison::ALL.into_iter().find(|(_, word)| operator(cursor, word)).map(|(comparison, _)| comparison)
}

/// What follows `in`: a list of constants, or a path to a list.
fn membership(cursor: &mut Cursor<'_>, start: usize, left: Expression) -> Outcome {
    cursor.skip_blanks();
    let left = Box::new(left);
    if !cursor.eat('(') {
        let right = Box::new(primary(cursor)?);
        return Ok(finish(cursor, start, Node::InPath { left, right }));
    }
    let mut list = Vec::new();
    loop {
        cursor.skip_blanks();
        let item = cursor.at();
        let Some(value) = literal(cursor)? else { return Err(cursor.unexpected(Expected::Literal)) };
        cursor.count()?;
        list.push(finish(cursor, item, Node::Literal(value)));
        cursor.check_items(list.len())?;
        cursor.skip_blanks();
        if cursor.eat(')') {
            return Ok(finish(cursor, start, Node::InList { left, list }));
        }
        cursor.demand(',', Expected::Comma)?;
    }
}

fn sum(cursor: &mut Cursor<'_>) -> Outcome {
    const WORDS: [(Addition, &str); 2] = [(Addition::Add, "add"), (Addition::Sub, "sub")];
    let start = begin(cursor);
    let first = product(cursor)?;
    let rest = operands(cursor, &WORDS, product)?;
    Ok(if rest.is_empty() { first } else { finish(cursor, start, Node::Sum { first: Box::new(first), rest }) })
}

fn product(cursor: &mut Cursor<'_>) -> Outcome {
    const WORDS: [(Multiplication, &str); 3] =
        [(Multiplication::Mul, "mul"), (Multiplication::Div, "div"), (Multiplication::Mod, "mod")];
    let start = begin(cursor);
    let first = primary(cursor)?;
    let rest = operands(cursor, &WORDS, primary)?;
    Ok(if rest.is_empty() { first } else { finish(cursor, start, Node::Product { first: Box::new(first), rest }) })
}

/// Operators of the same level with what stands behind them.
fn operands<T: Copy>(
    cursor: &mut Cursor<'_>,
    words: &[(T, &str)],
    operand: impl Fn(&mut Cursor<'_>) -> Outcome,
) -> Result<Vec<(T, Expression)>, Problem> {
    let mut operands = Vec::new();
    while let Some((meaning, _)) = words.iter().find(|(_, word)| operator(cursor, word)) {
        operands.push((*meaning, operand(cursor)?));
    }
    Ok(operands)
}

/// A constant, a path, a call, something in parentheses, or a minus before one of them.
fn primary(cursor: &mut Cursor<'_>) -> Outcome {
    let start = begin(cursor);
    cursor.count()?;
    if cursor.eat('(') {
        let inner = expression(cursor)?;
        close(cursor, start)?;
        return Ok(Expression { position: cursor.place_since(start), ..inner });
    }
    if let Some(value) = literal(cursor)? {
        return Ok(finish(cursor, start, Node::Literal(value)));
    }
    if cursor.eat('-') {
        cursor.enter()?;
        let inner = primary(cursor)?;
        cursor.leave();
        return Ok(finish(cursor, start, Node::Negate(Box::new(inner))));
    }
    if !cursor.peek().is_some_and(is_first_of_name) {
        return Err(cursor.unexpected(Expected::Operand));
    }
    let name = cursor.name().unwrap_or_default();
    if cursor.peek() == Some('(') {
        return call(cursor, start, name);
    }
    cursor.back_to(start);
    path_or_quantifier(cursor, start)
}

fn is_first_of_name(each: char) -> bool {
    each.is_alphabetic() || matches!(each, '_' | '@' | '$')
}

fn close(cursor: &mut Cursor<'_>, start: usize) -> Result<(), Problem> {
    cursor.skip_blanks();
    if cursor.is_at_end() {
        cursor.back_to(start);
        cursor.skip(cursor.peek().map_or(0, char::len_utf8));
        return Err(cursor.problem(start, Fault::OpenParenthesis));
    }
    cursor.demand(')', Expected::Closing).map_err(|problem| {
        let is_word = cursor.peek().is_some_and(char::is_alphanumeric);
        if is_word { cursor.unexpected(Expected::Operator) } else { problem }
    })
}

/// The arguments of a function whose name was just passed.
fn call(cursor: &mut Cursor<'_>, start: usize, name: &str) -> Outcome {
    let Some(function) = Function::of_name(name) else {
        let suggestion = suggest(name, FUNCTIONS.iter().map(|row| row.name));
        return Err(cursor.problem(start, Fault::UnknownFunction { name: shorten(name), suggestion }));
    };
    let open = cursor.at();
    cursor.skip(1);
    cursor.skip_blanks();
    let mut arguments = Vec::new();
    if !cursor.eat(')') {
        loop {
            arguments.push(expression(cursor)?);
            cursor.check_items(arguments.len())?;
            cursor.skip_blanks();
            if cursor.eat(',') {
                continue;
            }
            close(cursor, open)?;
            break;
        }
    }
    let signature = function.signature();
    if !(signature.required..=signature.arguments.len()).contains(&arguments.len()) {
        let (function, expected, found) = (signature.name, signature.usage, arguments.len());
        return Err(cursor.problem(start, Fault::ArgumentCount { function, expected, found }));
    }
    Ok(finish(cursor, start, Node::Call { function, arguments }))
}

/// A path on its own, as in `$select` and `$expand`.
pub(super) fn path(cursor: &mut Cursor<'_>) -> Result<Path, Problem> {
    let start = cursor.at();
    if !cursor.peek().is_some_and(is_first_of_name) {
        return Err(cursor.unexpected(Expected::PropertyName));
    }
    let mut segments = Vec::new();
    loop {
        step(cursor, &mut segments)?;
        if !cursor.eat('/') {
            return Ok(Path { segments, position: cursor.place_since(start) });
        }
    }
}

/// A name with its indices.
fn step(cursor: &mut Cursor<'_>, segments: &mut Vec<Segment>) -> Result<(), Problem> {
    let Some(name) = cursor.name() else { return Err(cursor.unexpected(Expected::PropertyName)) };
    segments.push(Segment::Name(name.to_owned()));
    while cursor.eat('[') {
        segments.push(Segment::Index(index(cursor)?));
        cursor.check_items(segments.len())?;
    }
    cursor.check_items(segments.len())
}

fn path_or_quantifier(cursor: &mut Cursor<'_>, start: usize) -> Outcome {
    let mut segments = Vec::new();
    loop {
        step(cursor, &mut segments)?;
        let end = cursor.at();
        if !cursor.eat('/') {
            let path = Path { segments, position: cursor.place_since(start) };
            return Ok(finish(cursor, start, Node::Path(path)));
        }
        for quantifier in [Quantifier::Any, Quantifier::All] {
            let before = cursor.at();
            if cursor.eat_word(quantifier.name()) && cursor.peek() == Some('(') {
                let after = cursor.at();
                cursor.back_to(end);
                let path = Path { segments, position: cursor.place_since(start) };
                cursor.back_to(after);
                return quantified(cursor, start, quantifier, path);
            }
            cursor.back_to(before);
        }
    }
}

/// What stands in the parentheses of `any(d: …)`.
fn quantified(cursor: &mut Cursor<'_>, start: usize, quantifier: Quantifier, path: Path) -> Outcome {
    let open = cursor.at();
    cursor.skip(1);
    cursor.skip_blanks();
    if cursor.eat(')') {
        return Ok(finish(cursor, start, Node::Quantified { quantifier, path, lambda: None }));
    }
    if !cursor.peek().is_some_and(is_first_of_name) {
        return Err(cursor.unexpected(Expected::Name));
    }
    let variable = cursor.name().unwrap_or_default().to_owned();
    cursor.skip_blanks();
    cursor.demand(':', Expected::Colon)?;
    let condition = expression(cursor)?;
    close(cursor, open)?;
    let lambda = Some(Box::new(Lambda { variable, condition }));
    Ok(finish(cursor, start, Node::Quantified { quantifier, path, lambda }))
}
