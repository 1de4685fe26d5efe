//! The tables of consultation and the questions asked of them. SQL lives here and nowhere else.
