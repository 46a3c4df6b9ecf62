//! Staff money: shares of posts times payroll, to the cent, and sums that always come out.
//!
//! Shares are in basis points of a full post (VZÄ): 10,000 is one post.

/// A full post.
pub const FULL_POST: u32 = 10_000;

/// Why money cannot be shared out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StaffError {
    #[error("there is nobody to share the money among")]
    NoShares,
    #[error("all shares are 0")]
    ZeroShares,
    #[error("more than a full post: {total} basis points")]
    MoreThanAPost { total: u64 },
    #[error("{active} days of a month that has {days}")]
    Days { active: u32, days: u32 },
    #[error("the amount is too large")]
    TooLarge,
}

/// What a share of a post costs in a month: payroll × share × days employed / days of the month, half to even.
pub fn monthly_cost(payroll_cents: i64, share: u32, active_days: u32, days: u32) -> Result<i64, StaffError> {
    if days == 0 || active_days > days {
        return Err(StaffError::Days { active: active_days, days });
    }
    let parts = i128::from(payroll_cents) * i128::from(share) * i128::from(active_days);
    i64::try_from(half_even(parts, i128::from(FULL_POST) * i128::from(days))).map_err(|_| StaffError::TooLarge)
}

/// Whether the shares of one person at one time are at most a full post.
pub fn check_person(shares: &[u32]) -> Result<(), StaffError> {
    let total: u64 = shares.iter().map(|share| u64::from(*share)).sum();
    if total > u64::from(FULL_POST) { Err(StaffError::MoreThanAPost { total }) } else { Ok(()) }
}

/// Divides to whole cents so that the parts sum to the total (largest remainder, Hamilton): each part is the exact one
/// rounded up or down. Equal remainders go to those named first.
pub fn apportion(total_cents: i64, shares: &[u32]) -> Result<Vec<i64>, StaffError> {
    if shares.is_empty() {
        return Err(StaffError::NoShares);
    }
    let sum: i128 = shares.iter().map(|share| i128::from(*share)).sum();
    if sum == 0 {
        return Err(StaffError::ZeroShares);
    }
    let exact = |share: &u32| i128::from(total_cents) * i128::from(*share);
    let mut parts: Vec<i128> = shares.iter().map(|share| exact(share).div_euclid(sum)).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(exact(&shares[*place]).rem_euclid(sum)));
    let open = i128::from(total_cents) - parts.iter().sum::<i128>();
    // Fewer cents are open than there are parts with a remainder, so nobody gets two.
    for place in order.into_iter().take(usize::try_from(open).map_err(|_| StaffError::TooLarge)?) {
        parts[place] += 1;
    }
    parts.into_iter().map(|part| i64::try_from(part).map_err(|_| StaffError::TooLarge)).collect()
}

/// A total over months and partners: each month the same to the cent, in each month the partners by their shares; the
/// whole table sums to the total.
pub fn plan(total_cents: i64, months: usize, shares: &[u32]) -> Result<Vec<Vec<i64>>, StaffError> {
    let of_months = apportion(total_cents, &vec![1; months])?;
    of_months.into_iter().map(|month| apportion(month, shares)).collect()
}

/// Numerator over denominator to the nearest whole number; in the middle to the even one.
fn half_even(numerator: i128, denominator: i128) -> i128 {
    let (whole, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    let is_up = 2 * rest > denominator || (2 * rest == denominator && whole % 2 != 0);
    whole + i128::from(is_up)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_grant_of_three_years_for_seven_partners_comes_out_to_the_cent() {
        // 1,050,000.00 € over 36 months, 0.2 to 0.5 posts each, 2.35 posts together.
        let shares = [2000, 2500, 3000, 3500, 4000, 5000, 3500];
        let total = 105_000_000;
        let table = plan(total, 36, &shares).unwrap();
        assert_eq!(table.iter().flatten().sum::<i64>(), total);
        // A month is 29,166.66⅔ €: two of three months get the cent.
        assert!(table.iter().all(|month| [2_916_666, 2_916_667].contains(&month.iter().sum())));
        // By hand for 29,166.67 € over 23,500 points: 2,482.26|98, 3,102.83|72, 3,723.40|47 …
        assert_eq!(table[0], [248_227, 310_284, 372_341, 434_397, 496_454, 620_567, 434_397]);
        let of_partner = |partner: usize| table.iter().map(|month| month[partner]).sum::<i64>();
        assert!((0..7).all(|partner| {
            let exact = total * i64::from(shares[partner]) / 23_500;
            (of_partner(partner) - exact).abs() <= 36
        }));
    }

    #[test]
    fn halves_go_to_the_even_cent() {
        assert_eq!(monthly_cost(5, 5000, 30, 30), Ok(2));
        assert_eq!(monthly_cost(7, 5000, 30, 30), Ok(4));
        assert_eq!(monthly_cost(600_000, 2500, 15, 30), Ok(75_000));
        assert_eq!(monthly_cost(-5, 5000, 30, 30), Ok(-2));
        assert_eq!(monthly_cost(1, 1, 32, 31), Err(StaffError::Days { active: 32, days: 31 }));
    }

    #[test]
    fn nobody_works_more_than_a_post() {
        assert_eq!(check_person(&[5000, 5000]), Ok(()));
        assert_eq!(check_person(&[5000, 5001]), Err(StaffError::MoreThanAPost { total: 10_001 }));
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_total_and_are_within_a_cent(
            total in -1_000_000_000_000_i64..1_000_000_000_000,
            shares in proptest::collection::vec(0_u32..=10_000, 1..20),
        ) {
            let sum: i128 = shares.iter().map(|share| i128::from(*share)).sum();
            prop_assume!(sum > 0);
            let parts = apportion(total, &shares).unwrap();
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            for (part, share) in parts.iter().zip(&shares) {
                let distance = (i128::from(*part) * sum - i128::from(total) * i128::from(*share)).abs();
                prop_assert!(distance < sum);
            }
        }
    }
}
