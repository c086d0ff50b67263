//! The declaration and the reader.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::attribute::Default;
use super::item::{Field, Item, Shape, Word};
use crate::emit::text;

/// What the derive adds to the item.
pub(super) fn tokens(item: &Item, krate: &str) -> TokenStream {
    let krate = text::tokens(krate);
    let body = match &item.shape {
        Shape::Struct(fields) => structure(item, fields),
        Shape::Enum(words) => enumeration(item, words),
    };
    quote! {
        const _: () = {
            use #krate::__v0_1 as __v;
            #body
        };
    }
}

fn structure(Item { name, doc, .. }: &Item, fields: &[Field]) -> TokenStream {
    let settings = fields.iter().map(setting);
    let reads = fields.iter().map(|Field { ident, name, ty, .. }| {
        // What is wrong with the type of a field is said at the field.
        let place = ty.span().resolved_at(Span::call_site());
        quote_spanned! { place => #ident: <#ty as __v::Field>::read(reader, #name)? }
    });
    let judged =
        fields.iter().enumerate().filter(|(_, field)| field.said.default.is_some() || field.said.range.is_some());
    let judged = judged.map(|(index, field)| {
        let place = field.ident.span().resolved_at(Span::call_site());
        quote_spanned! { place => const _: () = __v::own::declared(<#name as __v::Settings>::SECTION, #index); }
    });
    quote! {
        impl __v::Settings for #name {
            const SECTION: &'static __v::Section = &__v::Section { doc: #doc, settings: &[#(#settings),*] };
            fn read(reader: &__v::Reader<'_>) -> ::core::option::Option<Self> {
                let _ = reader;
                ::core::option::Option::Some(Self { #(#reads),* })
            }
        }
        impl __v::Field for #name {
            const KIND: __v::Kind = __v::Kind::Group(<Self as __v::Settings>::SECTION);
            const DEFAULT: __v::Default = __v::Default::Is("");
            fn read(reader: &__v::Reader<'_>, name: &'static str) -> ::core::option::Option<Self> {
                <Self as __v::Settings>::read(&reader.inside(name))
            }
        }
        #(#judged)*
    }
}

fn setting(Field { name, doc, ty, said, .. }: &Field) -> TokenStream {
    let place = ty.span().resolved_at(Span::call_site());
    let field = quote_spanned! { place => <#ty as __v::Field> };
    let default = match &said.default {
        None => quote_spanned! { place => #field::DEFAULT },
        Some(Default::Is(text)) => quote! { __v::Default::Is(#text) },
        Some(Default::ByStage { relaxed, production }) => {
            quote! { __v::Default::ByStage { relaxed: #relaxed, production: #production } }
        }
    };
    let range = match &said.range {
        None => quote_spanned! { place => #field::RANGE },
        Some((low, high)) => quote! { ::core::option::Option::Some((#low, #high)) },
    };
    let tunable = said.tunable;
    quote_spanned! { place =>
        __v::Setting {
            name: #name,
            doc: #doc,
            kind: #field::KIND,
            default: #default,
            range: #range,
            tunable: #tunable,
            secret: #field::SECRET,
            ..__v::Setting::BASE
        }
    }
}

fn enumeration(Item { name, .. }: &Item, words: &[Word]) -> TokenStream {
    let declared = words.iter().map(|Word { name, doc, .. }| {
        quote! { __v::Word { name: #name, doc: #doc, later: false } }
    });
    let read = words.iter().map(|Word { ident, name, .. }| {
        quote! { #name => ::core::option::Option::Some(Self::#ident) }
    });
    quote! {
        impl __v::Scalar for #name {
            const SHAPE: __v::Shape = __v::Shape::Choice(&[#(#declared),*]);
            fn take(value: &__v::Value) -> ::core::option::Option<Self> {
                match value.as_text()? {
                    #(#read,)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}
