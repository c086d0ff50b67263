//! What nobody can guess.

/// 128 random bits of the system, as 32 hexadecimal digits.
pub(crate) fn hex() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::getrandom(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
