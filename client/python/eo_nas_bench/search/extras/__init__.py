"""Problems in the form that other libraries optimise; each needs its extra."""
