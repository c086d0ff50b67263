//! All codes, for `explain` and for the tables of the docs.

use super::Explanation;
use super::{
    addresses_take_each_other, admin_equal_to_listen, advertise_is_a_wildcard, advertise_is_no_address,
    alternatives_exclude_each_other, argument_given_twice, bare_number, beyond_a_limit, console_without_token,
    debug_exposed_and_off, debug_in_production, debug_on_an_open_listener, defaults_for_nobody, derive_of_config,
    drain_does_not_fit, duplicate_key, endpoints_nowhere, feature_is_off, format_not_named, layers_without_a_function,
    listed_above_its_need, malformed, manifest_argument_missing, manifest_is_no_text, manifest_not_found,
    masks_are_empty, memory_in_production, mounts_overlap, name_is_no_identifier, name_is_no_route, names_no_group,
    names_no_stage, need_is_missing, no_provider, no_stage_chosen, no_stages, none_among_addresses,
    not_in_this_version, not_on_an_async_function, out_of_range, override_without_effect, overrides_file_unreadable,
    own_provider_malformed, own_type_twice, prefix_with_a_separator, provider_listed_twice, proxies_are_everybody,
    records_go_nowhere, reference_in_a_wrong_form, required_setting_missing, retry_beyond_its_longest_wait,
    route_in_and_out, secret_in_the_manifest, service_missing, setting_without_effect, settings_do_not_fit,
    stage_made_elsewhere, stage_of_a_wrong_shape, syntax, test_not_on_an_async_function, test_of_an_unknown_stage,
    test_without_a_stage, test_without_its_app, test_without_pairs, token_too_short, ttl_too_short, unknown_argument,
    unknown_build_stage, unknown_key, unknown_override, unknown_provider, unknown_setting, unknown_stage, unknown_word,
    value_missing_at_start, wrong_default_of_a_reference, wrong_manifest_macro, wrong_parameters, wrong_runtime,
    wrong_type, wrong_value_at_start,
};

/// What every code means, in the order of the codes.
pub static EXPLANATIONS: &[Explanation] = &[
    syntax::EXPLANATION,
    duplicate_key::EXPLANATION,
    beyond_a_limit::EXPLANATION,
    unknown_key::EXPLANATION,
    format_not_named::EXPLANATION,
    no_stages::EXPLANATION,
    stage_of_a_wrong_shape::EXPLANATION,
    unknown_provider::EXPLANATION,
    provider_listed_twice::EXPLANATION,
    name_is_no_identifier::EXPLANATION,
    unknown_setting::EXPLANATION,
    names_no_stage::EXPLANATION,
    defaults_for_nobody::EXPLANATION,
    service_missing::EXPLANATION,
    own_provider_malformed::EXPLANATION,
    own_type_twice::EXPLANATION,
    no_provider::EXPLANATION,
    wrong_type::EXPLANATION,
    bare_number::EXPLANATION,
    out_of_range::EXPLANATION,
    unknown_word::EXPLANATION,
    malformed::EXPLANATION,
    reference_in_a_wrong_form::EXPLANATION,
    wrong_default_of_a_reference::EXPLANATION,
    required_setting_missing::EXPLANATION,
    alternatives_exclude_each_other::EXPLANATION,
    not_in_this_version::EXPLANATION,
    none_among_addresses::EXPLANATION,
    advertise_is_no_address::EXPLANATION,
    proxies_are_everybody::EXPLANATION,
    name_is_no_route::EXPLANATION,
    need_is_missing::EXPLANATION,
    listed_above_its_need::EXPLANATION,
    names_no_group::EXPLANATION,
    debug_on_an_open_listener::EXPLANATION,
    admin_equal_to_listen::EXPLANATION,
    mounts_overlap::EXPLANATION,
    debug_in_production::EXPLANATION,
    drain_does_not_fit::EXPLANATION,
    endpoints_nowhere::EXPLANATION,
    debug_exposed_and_off::EXPLANATION,
    memory_in_production::EXPLANATION,
    console_without_token::EXPLANATION,
    token_too_short::EXPLANATION,
    masks_are_empty::EXPLANATION,
    secret_in_the_manifest::EXPLANATION,
    records_go_nowhere::EXPLANATION,
    setting_without_effect::EXPLANATION,
    route_in_and_out::EXPLANATION,
    ttl_too_short::EXPLANATION,
    prefix_with_a_separator::EXPLANATION,
    retry_beyond_its_longest_wait::EXPLANATION,
    addresses_take_each_other::EXPLANATION,
    advertise_is_a_wildcard::EXPLANATION,
    manifest_not_found::EXPLANATION,
    manifest_argument_missing::EXPLANATION,
    unknown_argument::EXPLANATION,
    argument_given_twice::EXPLANATION,
    manifest_is_no_text::EXPLANATION,
    not_on_an_async_function::EXPLANATION,
    wrong_parameters::EXPLANATION,
    derive_of_config::EXPLANATION,
    unknown_build_stage::EXPLANATION,
    wrong_runtime::EXPLANATION,
    layers_without_a_function::EXPLANATION,
    stage_made_elsewhere::EXPLANATION,
    wrong_manifest_macro::EXPLANATION,
    test_not_on_an_async_function::EXPLANATION,
    test_without_a_stage::EXPLANATION,
    test_without_its_app::EXPLANATION,
    test_of_an_unknown_stage::EXPLANATION,
    test_without_pairs::EXPLANATION,
    feature_is_off::EXPLANATION,
    no_stage_chosen::EXPLANATION,
    unknown_stage::EXPLANATION,
    value_missing_at_start::EXPLANATION,
    wrong_value_at_start::EXPLANATION,
    unknown_override::EXPLANATION,
    override_without_effect::EXPLANATION,
    overrides_file_unreadable::EXPLANATION,
    settings_do_not_fit::EXPLANATION,
];

/// What a code means.
pub fn explain(code: &str) -> Option<&'static Explanation> {
    EXPLANATIONS.iter().find(|explanation| explanation.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::{EXPLANATIONS, explain};

    #[test]
    fn every_code_has_one_explanation_in_plain_words() {
        assert!(EXPLANATIONS.is_sorted_by(|one, next| one.code < next.code));
        for explanation in EXPLANATIONS {
            let code = explanation.code;
            assert!(code.len() == 5 && code.starts_with("R0"), "{code}");
            let title = explanation.title;
            assert!(
                !title.is_empty() && !title.ends_with('.') && !title.starts_with(char::is_uppercase),
                "{code}: {title}"
            );
            assert!(explanation.prose.len() > 80, "{code} says little");
            assert_eq!(explanation.prose.matches("```").count() % 2, 0, "{code}");
        }
        for group in 1..=9_u8 {
            let any = |one: &&super::Explanation| one.code.as_bytes()[2] == b'0' + group;
            assert_eq!(EXPLANATIONS.iter().any(|one| any(&one)), group != 8, "R0{group}");
        }
        assert_eq!(explain("r0205").map(|one| one.code), Some("R0205"));
        assert_eq!(explain("R9999"), None);
    }
}
