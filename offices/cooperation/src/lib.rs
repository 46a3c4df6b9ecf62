//! The wing of the cooperation: catalogue and transfer of solutions today.

pub mod solutions;
