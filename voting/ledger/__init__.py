"""The public log as bytes: a Merkle tree, signed notes and tiles. No person, no request, no rule of a contest."""
