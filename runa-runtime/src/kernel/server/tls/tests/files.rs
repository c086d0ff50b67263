//! What is said of files that cannot be used, and of certificates that end.

use std::fs;
use std::time::SystemTime;

use super::*;
use crate::kernel::server::tls::expiry;
use crate::kernel::tests::certificates::{openssl, text};

#[test]
fn what_is_wrong_with_the_files_is_one_plain_sentence() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let (other, _) = made.make("b", 30);
    let (away, nothing, hidden) = (made.path("away"), made.path("nothing"), made.path("hidden"));
    fs::write(&nothing, "hello\n").unwrap();
    openssl(&["pkey", "-aes256", "-passout", "pass:x"], &["-in", text(&key)], &["-out", text(&hidden)]);
    let half = made.path("half");
    let whole = fs::read(&certificate).unwrap();
    fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    let crt = |path: &Path, said: &str| format!("`{}` of `server.tls.certificate` {said}", path.display());
    let of_key = |path: &Path, said: &str| format!("`{}` of `server.tls.key` {said}", path.display());
    let mismatch = format!(
        "is not the key of the first certificate in `{}` of `server.tls.certificate`; name the key that it was made with, and let the \
         service's own certificate stand before those that vouch for it",
        other.display()
    );
    for (certificate, key, said) in [
        (&away, &key, crt(&away, "is not there")),
        (&certificate, &away, of_key(&away, "is not there")),
        (&key, &certificate, crt(&key, "holds no certificate, but a key; have the two changed places?")),
        (&nothing, &key, crt(&nothing, "holds no certificate; it begins with `-----BEGIN CERTIFICATE-----`")),
        (&certificate, &nothing, of_key(&nothing, "holds no key; it begins with `-----BEGIN PRIVATE KEY-----`")),
        (
            &certificate,
            &hidden,
            of_key(&hidden, "is encrypted; `openssl pkey -in old.pem -out new.pem` writes it as it is needed"),
        ),
        (&other, &key, of_key(&key, &mismatch)),
    ] {
        let error = Tls::of(certificate, key).unwrap_err();
        assert_eq!(error.to_string(), format!("cannot serve by https: {said}"));
        assert_eq!(error.exit_code(), 1);
    }
    let error = Tls::of(&half, &key).unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot serve by https: {}", crt(&half, "is no PEM: "))), "{error}");
    // Both in one file.
    let both = made.path("both");
    fs::write(&both, [fs::read(&key).unwrap(), whole].concat()).unwrap();
    assert!(Tls::of(&both, &both).is_ok());
}

#[test]
fn the_end_of_a_certificate_is_read_and_warned_of() {
    let made = Certificates::new();
    let day = Duration::from_hours(24);
    // Beyond 2049 it is written in another form.
    for days in [2_u32, 30, 20_000] {
        let (certificate, _) = made.make(&days.to_string(), days);
        let left = expiry::of(&der(&certificate)).unwrap().duration_since(SystemTime::now()).unwrap();
        assert!(left <= day * days && left + Duration::from_mins(1) > day * days, "{days} days: {left:?}");
    }
    // No text is taken for a certificate, and none panics.
    let (certificate, _) = made.make("cut", 30);
    let whole = der(&certificate);
    for end in 0..100 {
        assert_eq!(expiry::of(&whole[..end]), None);
    }
    let now = SystemTime::now();
    for (left, said) in [
        (day * 14, None),
        (day * 13 + day / 2, Some("the certificate expires in 13 days")),
        (day, Some("the certificate expires in 1 day")),
        (day / 2, Some("the certificate expires within a day")),
    ] {
        assert_eq!(expiry::warning(now + left, now).as_deref(), said);
    }
    assert_eq!(expiry::warning(now - day, now).as_deref(), Some("the certificate has expired"));
}
