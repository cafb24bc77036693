"""What is measured and how: each figure stands beside a baseline from the same run."""
