//! Numbers as the rules compute with them: `xs:decimal` is exact, `xs:double` is what a machine calls f64.
//!
//! Source: XML Schema Part 2 §3.2.3 (lexical form), XPath 2.0 functions and operators (rounding, division), and for
//! division the 18 digits the reference keeps.

use std::{cmp::Ordering, str::FromStr};

use bigdecimal::{BigDecimal, RoundingMode};

use crate::tree::trim_space;

/// An exact decimal number. Small ones are a mantissa of 128 bits and a scale, others of any size.
#[derive(Debug, Clone)]
pub struct Decimal(Repr);

#[derive(Debug, Clone)]
enum Repr {
    /// `mantissa / 10^scale`
    Small(i128, u32),
    Big(Box<BigDecimal>),
}

/// Digits behind the point a quotient keeps at least.
const QUOTIENT_DIGITS: u32 = 18;

/// Powers of ten, as many as fit.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

fn power(exponent: u32) -> Option<i128> {
    POWERS.get(exponent as usize).copied()
}

/// A number with as few digits behind the point as it needs, but not fewer than those.
fn shortest(mut mantissa: i128, mut scale: i64, least: i64) -> (i128, i64) {
    if mantissa == 0 {
        return (0, 0);
    }
    while scale > least && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

/// All digits as one number, if it fits.
fn mantissa_of(digits: &str) -> Option<i128> {
    let mut digits = digits.bytes().filter(u8::is_ascii_digit);
    digits.try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add(i128::from(digit - b'0')))
}

/// Numbers with more digits are not computed with: reading one takes time in the square of its digits, and each sum with
/// it again. XML Schema lets a processor have such a limit from 18 on (Part 2, §3.2.3). What asks for one stops with an
/// error, so the document is undecidable, never valid.
const MOST_DIGITS: u32 = 1_000;

/// As many decimal digits always fit a `u64`.
const SHORT_DIGITS: u32 = 18;
/// Whole numbers up to this and powers of ten up to 10^22 are exact as `f64`.
const EXACT: u128 = 1 << 53;
const EXACT_POWER: u32 = 22;

impl Decimal {
    pub const ZERO: Self = Self(Repr::Small(0, 0));
    pub const ONE: Self = Self(Repr::Small(1, 0));

    /// `mantissa / 10^scale`, for example `new(5, 2)` for 0.05.
    pub const fn new(mantissa: i128, scale: u32) -> Self {
        Self(Repr::Small(mantissa, scale))
    }

    /// Reads the lexical form of `xs:decimal`, white space around it allowed; no exponent, at most 1,000 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = trim_space(text);
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let mut digits = 0_u32;
        let mut point = None;
        let mut short = 0_u64;
        for byte in unsigned.bytes() {
            match byte {
                b'0'..=b'9' => {
                    digits += 1;
                    short = short.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                }
                b'.' if point.is_none() => point = Some(digits),
                _ => return None,
            }
        }
        if digits == 0 || digits > MOST_DIGITS {
            return None;
        }
        let scale = point.map_or(0, |before| digits - before);
        let mantissa = if digits <= SHORT_DIGITS { Some(short.into()) } else { mantissa_of(unsigned) };
        match mantissa {
            Some(value) if scale <= 30 => {
                Some(Self(Repr::Small(if text.starts_with('-') { -value } else { value }, scale)))
            }
            _ => BigDecimal::from_str(text.trim_end_matches('.')).ok().map(Self::big),
        }
    }

    fn big(value: BigDecimal) -> Self {
        Self(Repr::Big(Box::new(value)))
    }

    fn to_big(&self) -> BigDecimal {
        match &self.0 {
            Repr::Small(mantissa, scale) => BigDecimal::new((*mantissa).into(), i64::from(*scale)),
            Repr::Big(value) => (**value).clone(),
        }
    }

    /// Both mantissas at the larger scale.
    fn aligned(&self, other: &Self) -> Option<(i128, i128, u32)> {
        let (Repr::Small(left, left_scale), Repr::Small(right, right_scale)) = (&self.0, &other.0) else {
            return None;
        };
        let scale = *left_scale.max(right_scale);
        let up = |mantissa: i128, from: u32| match scale - from {
            0 => Some(mantissa),
            more => power(more)?.checked_mul(mantissa),
        };
        Some((up(*left, *left_scale)?, up(*right, *right_scale)?, scale))
    }

    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        let exact = self.aligned(other).and_then(|(left, right, scale)| Some((left.checked_add(right)?, scale)));
        match exact {
            Some((sum, scale)) => Self(Repr::Small(sum, scale)),
            None => Self::big(self.to_big() + other.to_big()),
        }
    }

    #[must_use]
    pub fn negate(&self) -> Self {
        match &self.0 {
            Repr::Small(mantissa, scale) => Self(Repr::Small(-mantissa, *scale)),
            Repr::Big(value) => Self::big(-(**value).clone()),
        }
    }

    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    #[must_use]
    pub fn multiply(&self, other: &Self) -> Self {
        if let (Repr::Small(left, left_scale), Repr::Small(right, right_scale)) = (&self.0, &other.0)
            && let Some(product) = left.checked_mul(*right)
            && left_scale + right_scale <= 60
        {
            return Self(Repr::Small(product, left_scale + right_scale));
        }
        Self::big(self.to_big() * other.to_big())
    }

    /// Quotient, half towards zero, with 18 digits behind the point and more where the dividend has more digits there
    /// than the divisor. `None` for a division by zero.
    #[must_use]
    pub fn divide(&self, other: &Self) -> Option<Self> {
        // Percent, which the digits kept are always enough for.
        if let (Repr::Small(mantissa, scale @ ..=58), Repr::Small(100, 0)) = (&self.0, &other.0) {
            return Some(Self(Repr::Small(*mantissa, scale + 2)));
        }
        self.divide_scaled(other, self.shortest_scale() - other.shortest_scale())
    }

    /// Digits behind the point without trailing zeros; negative for whole numbers that end in zeros.
    pub fn shortest_scale(&self) -> i64 {
        match &self.0 {
            Repr::Small(mantissa, scale) => shortest(*mantissa, i64::from(*scale), i64::MIN).1,
            Repr::Big(value) => value.normalized().fractional_digit_count(),
        }
    }

    /// Quotient with 18 digits behind the point and so many more, half towards zero. `None` for a division by zero.
    #[must_use]
    pub fn divide_scaled(&self, other: &Self, more: i64) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let scale = i64::from(QUOTIENT_DIGITS) + more.max(0);
        self.divide_small(other, scale).or_else(|| Some(self.divide_big(other, scale)))
    }

    /// The quotient with so many digits, if all of it fits 128 bits.
    fn divide_small(&self, other: &Self, scale: i64) -> Option<Self> {
        let (Repr::Small(left, left_scale), Repr::Small(right, right_scale)) = (&self.0, &other.0) else { return None };
        let (left, left_scale) = shortest(*left, i64::from(*left_scale), i64::MIN);
        let (right, right_scale) = shortest(*right, i64::from(*right_scale), i64::MIN);
        let shift = scale + right_scale - left_scale;
        let unit = power(u32::try_from(shift.unsigned_abs()).ok()?)?;
        let (numerator, denominator) =
            if shift >= 0 { (left.checked_mul(unit)?, right) } else { (left, right.checked_mul(unit)?) };
        let quotient = numerator.checked_div(denominator)?;
        let remainder = numerator.checked_rem(denominator)?.unsigned_abs();
        // Half towards zero.
        let is_up = remainder > denominator.unsigned_abs() - remainder;
        let is_negative = (numerator < 0) != (denominator < 0);
        let quotient = quotient.checked_add(if is_up { if is_negative { -1 } else { 1 } } else { 0 })?;
        let (mantissa, scale) = shortest(quotient, scale, 0);
        u32::try_from(scale).ok().filter(|scale| *scale <= 60).map(|scale| Self(Repr::Small(mantissa, scale)))
    }

    fn divide_big(&self, other: &Self, scale: i64) -> Self {
        let (left, right) = (self.to_big().normalized(), other.to_big().normalized());
        // Whole-number division at the wanted scale, then half down by the remainder.
        let (numerator, numerator_scale) = left.into_bigint_and_exponent();
        let (denominator, denominator_scale) = right.into_bigint_and_exponent();
        let shift = scale + denominator_scale - numerator_scale;
        let (numerator, denominator) = shifted(numerator, denominator, shift);
        let quotient = &numerator / &denominator;
        let remainder = &numerator - &quotient * &denominator;
        let twice = remainder.magnitude() * 2_u8;
        let is_up = twice > *denominator.magnitude();
        let is_negative = numerator.sign() != denominator.sign();
        let quotient = match (is_up, is_negative) {
            (false, _) => quotient,
            (true, false) => quotient + 1,
            (true, true) => quotient - 1,
        };
        Self::big(BigDecimal::new(quotient, scale)).shrunk()
    }

    fn shrunk(self) -> Self {
        let Repr::Big(value) = &self.0 else { return self };
        let (mantissa, scale) = value.normalized().into_bigint_and_exponent();
        match (i128::try_from(mantissa), u32::try_from(scale)) {
            (Ok(mantissa), Ok(scale)) if scale <= 60 => Self(Repr::Small(mantissa, scale)),
            _ => self,
        }
    }

    /// `round()`: to a whole number, halves towards plus infinity.
    #[must_use]
    pub fn round(&self) -> Self {
        if let Repr::Small(mantissa, scale) = &self.0
            && let Some(unit) = power(*scale)
            && let Some(shifted) = mantissa.checked_add(unit / 2)
        {
            return Self(Repr::Small(shifted.div_euclid(unit), 0));
        }
        let half = BigDecimal::new(5.into(), 1);
        Self::big((self.to_big() + half).with_scale_round(0, RoundingMode::Floor))
    }

    /// `round(x * 10 * 10) div 100`: to cents, as the rules write it.
    #[must_use]
    pub fn cents(&self) -> Self {
        self.multiply(&Self::new(100, 0)).round().multiply(&Self::new(1, 2))
    }

    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { self.negate() } else { self.clone() }
    }

    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Repr::Small(mantissa, _) => *mantissa == 0,
            Repr::Big(value) => value.as_bigint_and_exponent().0 == 0.into(),
        }
    }

    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(mantissa, _) => *mantissa < 0,
            Repr::Big(value) => value.sign() == bigdecimal::num_bigint::Sign::Minus,
        }
    }

    /// The nearest f64.
    pub fn to_double(&self) -> f64 {
        if let Repr::Small(mantissa, scale @ 0..=EXACT_POWER) = &self.0
            && mantissa.unsigned_abs() <= EXACT
        {
            // Both are exact, so the quotient is the nearest there is.
            #[expect(clippy::cast_precision_loss, reason = "neither has more digits than fit")]
            return *mantissa as f64 / POWERS[*scale as usize] as f64;
        }
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The exact value of a finite f64.
    pub fn from_double(value: f64) -> Option<Self> {
        BigDecimal::try_from(value).ok().map(|value| Self::big(value).shrunk())
    }

    /// The whole number it is, without what stands behind the point; `None` when it is too large.
    pub fn truncated(&self) -> Option<i128> {
        match &self.0 {
            Repr::Small(mantissa, scale) => Some(power(*scale).map_or(0, |unit| mantissa / unit)),
            Repr::Big(value) => {
                i128::try_from(value.with_scale_round(0, RoundingMode::Down).into_bigint_and_exponent().0).ok()
            }
        }
    }
}

fn shifted(
    numerator: bigdecimal::num_bigint::BigInt,
    denominator: bigdecimal::num_bigint::BigInt,
    shift: i64,
) -> (bigdecimal::num_bigint::BigInt, bigdecimal::num_bigint::BigInt) {
    let power = |digits: i64| bigdecimal::num_bigint::BigInt::from(10).pow(u32::try_from(digits).unwrap_or(u32::MAX));
    if shift >= 0 { (numerator * power(shift), denominator) } else { (numerator, denominator * power(-shift)) }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(other) {
            Some((left, right, _)) => left.cmp(&right),
            None => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl std::fmt::Display for Decimal {
    /// Plain notation, without trailing zeros behind the point.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.to_big().normalized().to_plain_string())
    }
}

/// Reads the lexical form of `xs:double`, white space around it allowed.
pub fn parse_double(text: &str) -> Option<f64> {
    let text = trim_space(text);
    match text {
        "INF" | "+INF" => return Some(f64::INFINITY),
        "-INF" => return Some(f64::NEG_INFINITY),
        "NaN" => return Some(f64::NAN),
        _ => {}
    }
    let is_lexical = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    if is_lexical { text.parse().ok() } else { None }
}

/// `round()` of a double: halves towards plus infinity.
pub fn round_double(value: f64) -> f64 {
    // Exactly a half: a fraction is represented exactly.
    let is_half_below = (value.fract() + 0.5).to_bits() == 0;
    if is_half_below { value.ceil() } else { value.round() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn reads_what_xml_schema_allows() {
        for text in ["1", "+1", "-0", "1.", ".5", " 12.50\n", "00.10"] {
            assert!(Decimal::parse(text).is_some(), "{text}");
        }
        for text in ["", " ", ".", "1e2", "1E2", "1,5", "--1", "+-1", "NaN", "INF", "1 2", "1.2.3"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn endless_numbers_are_none() {
        assert!(Decimal::parse(&"9".repeat(1_000)).is_some());
        for text in ["9".repeat(1_001), format!("0.{}", "9".repeat(2_000_000))] {
            assert!(Decimal::parse(&text).is_none());
        }
    }

    #[test]
    fn rounds_halves_up() {
        assert_eq!(number("-2.5").round(), number("-2"));
        assert_eq!(number("2.5").round(), number("3"));
        assert_eq!(number("-2.51").round(), number("-3"));
        assert_eq!(number("1.005").cents(), number("1.01"));
        assert_eq!(number("-1.005").cents(), number("-1"));
        assert!((round_double(-2.5) + 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn divides_to_eighteen_digits_half_towards_zero() {
        assert_eq!(number("1").divide(&number("3")).unwrap().to_string(), "0.333333333333333333");
        assert_eq!(number("2").divide(&number("3")).unwrap().to_string(), "0.666666666666666667");
        assert_eq!(number("-2").divide(&number("3")).unwrap().to_string(), "-0.666666666666666667");
        assert_eq!(number("1").divide(&number("8")).unwrap(), number("0.125"));
        assert!(number("1").divide(&number("0.00")).is_none());
        assert_eq!(number("7.5").divide(&number("100")).unwrap(), number("0.075"));
    }

    proptest! {
        #[test]
        fn percent_is_the_same_the_long_way(mantissa in any::<i64>(), scale in 0_u32..30) {
            let number = Decimal::new(mantissa.into(), scale);
            let hundred = Decimal::new(100, 0);
            let more = number.shortest_scale() - hundred.shortest_scale();
            prop_assert_eq!(number.divide(&hundred), number.divide_scaled(&hundred, more));
        }

        #[test]
        fn short_and_long_division_agree(left in any::<i64>(), right in any::<i64>(), left_scale in 0_u32..30, right_scale in 0_u32..30, more in -40_i64..20) {
            let (left, right) = (Decimal::new(left.into(), left_scale), Decimal::new(right.into(), right_scale));
            prop_assume!(!right.is_zero());
            let scale = i64::from(QUOTIENT_DIGITS) + more.max(0);
            if let Some(short) = left.divide_small(&right, scale) {
                prop_assert_eq!(short, left.divide_big(&right, scale));
            }
            prop_assert_eq!(left.shortest_scale(), left.to_big().normalized().fractional_digit_count());
        }

        #[test]
        fn doubles_are_the_nearest(mantissa in -(1_i64 << 54)..1 << 54, scale in 0_u32..30) {
            let number = Decimal::new(mantissa.into(), scale);
            prop_assert_eq!(number.to_double().to_bits(), number.to_string().parse::<f64>().unwrap().to_bits());
        }

        #[test]
        fn all_digits_count(text in "-?[0-9]{0,30}[.]?[0-9]{1,20}") {
            prop_assert_eq!(Decimal::parse(&text), Some(Decimal::big(BigDecimal::from_str(&text).unwrap())));
        }

        #[test]
        fn small_and_big_agree(left in -10_i64.pow(15)..10_i64.pow(15), right in -10_i64.pow(15)..10_i64.pow(15), scale in 0_u32..12) {
            let a = Decimal::new(left.into(), scale);
            let b = Decimal::new(right.into(), 3);
            prop_assert_eq!(a.add(&b), Decimal::big(a.to_big() + b.to_big()));
            prop_assert_eq!(a.multiply(&b), Decimal::big(a.to_big() * b.to_big()));
            prop_assert_eq!(a.cmp(&b), a.to_big().cmp(&b.to_big()));
            let long = Decimal::big(a.to_big());
            prop_assert_eq!(a.round(), long.round());
        }

        #[test]
        fn never_panics(text in "[-+0-9.eE ]{0,60}") {
            if let Some(value) = Decimal::parse(&text) {
                let _ = (value.round(), value.cents(), value.to_double(), value.divide(&Decimal::new(7, 0)), value.truncated());
            }
            let _ = parse_double(&text);
        }
    }
}
