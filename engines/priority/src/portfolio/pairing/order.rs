//! In which order projects are added: so that few links are open at any time.

use crate::portfolio::constraints::Constraints;

/// The core, those that lose most first, as far as links let them.
pub(super) fn order(constraints: &Constraints, core: &[usize]) -> Vec<usize> {
    let links = |project: usize| {
        let rows = constraints.column(project).iter().map(|(row, _)| *row);
        rows.filter(|row| *row < constraints.needed && !constraints.rows[*row].is_amount)
    };
    let mut waiting = vec![0_i32; constraints.rows.len()];
    core.iter().flat_map(|project| links(*project)).for_each(|row| waiting[row] += 1);
    let whole = waiting.clone();
    let mut left: Vec<usize> = core.iter().rev().copied().collect();
    let mut order = Vec::with_capacity(core.len());
    while !left.is_empty() {
        // What it opens less what it closes.
        let change = |project: usize| -> i32 {
            let of = |row: usize| {
                i32::from(waiting[row] == whole[row] && whole[row] > 1) - i32::from(waiting[row] == 1 && whole[row] > 1)
            };
            links(project).map(of).sum()
        };
        let best = (0..left.len()).min_by_key(|place| change(left[*place])).unwrap_or_default();
        let project = left.remove(best);
        links(project).for_each(|row| waiting[row] -= 1);
        order.push(project);
    }
    order
}

/// Links between what stands before and after a place in the order.
pub(super) fn crossing(constraints: &Constraints, order: &[usize], split: usize) -> Vec<usize> {
    let is_link = |row: &usize| !constraints.rows[*row].is_amount;
    let stands_in =
        |row: usize, part: &[usize]| constraints.rows[row].terms.iter().any(|(project, _)| part.contains(project));
    let (front, back) = order.split_at(split);
    let rows = (0..constraints.needed).filter(is_link);
    rows.filter(|row| stands_in(*row, front) && stands_in(*row, back)).collect()
}
