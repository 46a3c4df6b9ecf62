//! A service over a small city: what it finds, what it answers, and the language it is asked in.

mod answers;
mod city;
mod filter;
mod language;
