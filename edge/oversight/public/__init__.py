"""What a camera does, told to the public: statement, page, sign, and records in others' words."""
