//! Parts of a whole: `0.5`.

/// A part of a whole, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fraction(f64);

impl Fraction {
    /// Reads a number from 0 to 1, in digits with at most one point.
    pub fn parse(text: &str) -> Option<Self> {
        // `f64` also reads `inf`, `NaN`, `.5` and `1e-1`, which YAML or its readers take for something else.
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let value = text.parse().ok().filter(|_| digits(whole) && digits(rest))?;
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// As a number.
    pub fn get(self) -> f64 {
        self.0
    }
}
