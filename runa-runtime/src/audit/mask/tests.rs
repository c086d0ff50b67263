//! Nothing that is masked comes out, whatever goes in.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt;

use serde_json::Value;

use super::*;

const DEFAULT: &str = "password,passwd,pwd,passphrase,token,secret,authorization,cookie,credential,api_key,apikey,private_key,card_number,cvv,ssn,pin";

fn names() -> Names {
    Names::new(&DEFAULT.split(',').map(str::to_owned).collect::<Vec<_>>(), "***")
}

fn masked(document: &str) -> Option<String> {
    let mut out = b"before".to_vec();
    let done = json(document.as_bytes(), &names(), &mut Scratch::default(), &mut out);
    let out = String::from_utf8(out).unwrap().strip_prefix("before").unwrap().to_owned();
    assert_eq!(done, !out.is_empty(), "what is no JSON leaves nothing behind");
    done.then_some(out)
}

#[test]
fn names_are_found_in_any_case_and_as_a_part_of_a_name() {
    let (names, mut scratch) = (names(), Scratch::default());
    for name in [
        "password",
        "PASSWORD",
        "user_password",
        "oldPassword",
        "userpassword",
        "passwordConfirmation",
        "api_key",
        "apiKey",
        "APIKey",
        "api-key",
        "API_KEY",
        "x.api.key",
        "x-api-key",
        "accessToken",
        "refresh_token",
        "Set-Cookie",
        "client_secret",
        "privateKey",
        "private-key",
        "cardNumber",
        "card number",
        "pin",
        "PIN",
        "userPin",
        "pin2",
        "pincode",
        "mypin",
        "userpwd",
        "user[pwd]",
        "ssn",
        "cvv2",
        "Authorization",
        "пароль_token",
    ] {
        assert!(names.cover(name, &mut scratch), "{name} is masked");
    }
    for name in
        ["item", "quantity", "shipping", "mapping", "opinion", "session", "passenger", "key", "card", "", "___", "日本"]
    {
        assert!(!names.cover(name, &mut scratch), "{name} is not masked");
    }
    let other = Names::new(&["contraseña".to_owned(), "__".to_owned()], "-");
    assert!(other.cover("CONTRASEÑA_NUEVA", &mut scratch) && !other.cover("a__b", &mut scratch));
}

#[test]
fn values_of_every_type_are_masked_at_every_depth() {
    for (document, wanted) in [
        (r#"{"password":"x"}"#, r#"{"password":"***"}"#),
        (r#" { "a" : 1 , "password" : 12.5 , "b" : [ ] } "#, r#"{"a":1,"password":"***","b":[]}"#),
        (r#"{"token":{"a":["x"],"b":{}},"c":null}"#, r#"{"token":"***","c":null}"#),
        (r#"[[{"secret":[1,2,[3]]}],true,false]"#, r#"[[{"secret":"***"}],true,false]"#),
        (r#"{"a":{"b":[{"c":{"pin":0}},{"pin":true}]}}"#, r#"{"a":{"b":[{"c":{"pin":"***"}},{"pin":"***"}]}}"#),
        (r#"{"password":"x","password":"y"}"#, r#"{"password":"***","password":"***"}"#),
        (r#"{"p\u0061ssword":"x","pass\/word":1}"#, r#"{"p\u0061ssword":"***","pass\/word":"***"}"#),
        (r#"{"secret":{"token":{"pin":1}},"a":{"token":2}}"#, r#"{"secret":"***","a":{"token":"***"}}"#),
        (r#""password""#, r#""password""#),
        ("17", "17"),
        ("{}", "{}"),
        (
            r#"{"a":1e999,"b":-0.5e-3,"c":123456789012345678901234567890123456789012345}"#,
            r#"{"a":"1e999","b":-0.5e-3,"c":"123456789012345678901234567890123456789012345"}"#,
        ),
        (
            r#"["\ud83d\ude00","\ud83d","\ude00\u0041","\ud83d\u0041"]"#,
            r#"["\ud83d\ude00","\ufffd","\ufffd\u0041","\ufffd\u0041"]"#,
        ),
        ("[\"\u{202e}\u{7f}\u{2028}é\"]", "[\"\\u202e\\u007f\\u2028é\"]"),
    ] {
        assert_eq!(masked(document).as_deref(), Some(wanted), "{document}");
    }
}

#[test]
fn what_is_no_json_leaves_nothing() {
    for document in [
        "",
        " ",
        "{",
        "[",
        "\"",
        "{\"password\":\"canary",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "{a:1}",
        "{\"a\" 1}",
        "{\"a\":}",
        "01",
        "1.",
        "1e",
        "-",
        "+1",
        ".5",
        "tru",
        "nul",
        "truefalse",
        "{}{}",
        "[}",
        "{]",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "'a'",
        "NaN",
        "[1]x",
        "{\"a\":1]",
        "\u{feff}{}",
        "\"\\ud83d\\u12\"",
    ] {
        assert_eq!(masked(document), None, "{document:?}");
    }
    let mut out = Vec::new();
    assert!(!json(b"{\"a\":\"\xff\"}", &names(), &mut Scratch::default(), &mut out) && out.is_empty());
}

#[test]
fn depth_is_bounded_without_a_stack() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(masked(&nested(100)).is_some());
    assert_eq!(masked(&nested(101)), None);
    assert_eq!(masked(&"[".repeat(1_000_000)), None);
    assert_eq!(masked(&"{\"a\":".repeat(1_000_000)), None);
    let objects = "{\"a\":".repeat(99) + "{\"pin\":1}" + &"}".repeat(99);
    assert!(masked(&objects).unwrap().contains("{\"pin\":\"***\"}"));
}

fn write(out: &mut String, text: fmt::Arguments<'_>) {
    fmt::Write::write_fmt(out, text).unwrap();
}

/// A source of documents that is the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn blanks(&mut self) -> &'static str {
        ["", "", "", " ", "\n\t", "\r\n  "][self.roll(6)]
    }

    /// Writes a value. Under a masked name, every text holds the canary.
    fn value(&mut self, depth: usize, hidden: bool, out: &mut String) {
        let canary = if hidden { "CANARY" } else { "plain" };
        out.push_str(self.blanks());
        match self.roll(if depth == 0 { 5 } else { 8 }) {
            0 => out.push_str(["0", "-1", "1.5e3", "1e400", "12345678901234567890"][self.roll(5)]),
            1 => out.push_str(["true", "false", "null"][self.roll(3)]),
            2 => write(out, format_args!("\"{canary}\"")),
            3 => write(out, format_args!("\"\\u0041\\n{canary}\\ud800\"")),
            4 => write(out, format_args!("\"é\u{2029}{canary}😀\\\\\"")),
            5 => {
                out.push('[');
                for index in 0..self.roll(4) {
                    if index > 0 {
                        out.push(',');
                    }
                    self.value(depth - 1, hidden, out);
                }
                out.push(']');
            }
            _ => {
                out.push('{');
                for index in 0..self.roll(4) {
                    if index > 0 {
                        out.push(',');
                    }
                    out.push_str(self.blanks());
                    let masked = self.roll(3) == 0;
                    let name = if masked {
                        ["password", "USER_TOKEN", "api\\u004bey", "x-secret-y", "pin"][self.roll(5)]
                    } else {
                        ["a", "name", "ключ", "shipping", ""][self.roll(5)]
                    };
                    write(out, format_args!("\"{name}\"{}:", self.blanks()));
                    self.value(depth - 1, hidden || masked, out);
                }
                out.push('}');
            }
        }
        out.push_str(self.blanks());
    }
}

#[test]
fn no_canary_survives_and_what_comes_out_is_json() {
    let mut dice = Dice(7391);
    for _ in 0..20_000 {
        let mut document = String::new();
        dice.value(5, false, &mut document);
        let out = masked(&document).unwrap_or_else(|| panic!("valid: {document}"));
        assert!(!out.contains("CANARY"), "{document}\n{out}");
        assert!(!out.contains('\n') && !out.contains('\u{2029}'), "{out}");
        serde_json::from_str::<Value>(&out).unwrap_or_else(|error| panic!("{error}: {out}"));

        // Damaged in one place, it is either refused or still JSON without the canary under a masked name.
        let mut bytes = document.clone().into_bytes();
        let at = dice.roll(bytes.len());
        match dice.roll(3) {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << dice.roll(8),
            _ => bytes.insert(at, b"\"\\{}[],:0\x00\xff"[dice.roll(11)]),
        }
        let mut out = Vec::new();
        if json(&bytes, &names(), &mut Scratch::default(), &mut out) {
            serde_json::from_slice::<Value>(&out)
                .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out)));
        } else {
            assert!(out.is_empty());
            // Whoever reads JSON strictly agrees.
            let limits =
                bytes.windows(5).any(|part| part == b"1e400") || String::from_utf8_lossy(&bytes).contains("\\ud800");
            assert!(limits || serde_json::from_slice::<Value>(&bytes).is_err(), "{}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn forms_and_queries_become_objects() {
    let form = |pairs: &str| {
        let mut out = Vec::new();
        form(pairs.as_bytes(), &names(), &mut Scratch::default(), &mut out).then(|| String::from_utf8(out).unwrap())
    };
    for (pairs, wanted) in [
        ("", "{}"),
        ("a=1&b=x+y%21&&c", r#"{"a":"1","b":"x y!","c":""}"#),
        ("a=1&password=canary&a=2&b=3&a=", r#"{"a":["1","2",""],"password":"***","b":"3"}"#),
        ("user%5Bpassword%5D=canary&PassWord=canary", r#"{"user[password]":"***","PassWord":"***"}"#),
        ("p%61ssword=canary&pin=1&shipping=2", r#"{"password":"***","pin":"***","shipping":"2"}"#),
        ("a=%ff%zz%4&b=%0a%22", "{\"a\":\"\u{fffd}%zz%4\",\"b\":\"\\n\\\"\"}"),
    ] {
        assert_eq!(form(pairs).as_deref(), Some(wanted), "{pairs}");
        serde_json::from_str::<Value>(wanted).unwrap();
    }
    assert!(form(&"a=1&".repeat(512)).is_some());
    assert_eq!(form(&"a=1&".repeat(513)), None);
}

#[test]
fn parameters_of_a_route_are_masked_in_its_path() {
    use crate::kernel::text::{Escape, Escaped};
    let shown = |write: &dyn Fn(&mut Escaped<'_>)| {
        let mut out = Vec::new();
        write(&mut Escaped::new(Escape::Json, &mut out, 1 << 10));
        String::from_utf8(out).unwrap()
    };
    for (route, given, wanted) in [
        (None, "/reset/canary", "/reset/canary"),
        (Some("/orders/{id}"), "/orders/7", "/orders/7"),
        (Some("/reset/{token}"), "/reset/canary", "/reset/***"),
        (Some("/reset/{resetToken}/done"), "/reset/canary/done", "/reset/***/done"),
        (Some("/files/{*secretPath}"), "/files/a/b", "/files/***"),
        (Some("/files/{*rest}"), "/files/a/b", "/files/a/b"),
    ] {
        assert_eq!(shown(&|out| path(given, route, &names(), &mut Scratch::default(), out)), wanted, "{route:?}");
    }
    for (text, route, given, wanted) in [
        ("orders/{id}", Some("/orders/{id}/cancel"), "/orders/7/cancel", "orders/7"),
        ("a/{token}", Some("/a/{token}"), "/a/canary", "a/***"),
        ("{x}/{id", Some("/orders/{id}"), "/orders/7", "{x}/{id"),
        ("plain", None, "/", "plain"),
    ] {
        let place = (given, route);
        assert_eq!(shown(&|out| template(text, place, &names(), &mut Scratch::default(), out)), wanted, "{text}");
    }
}
