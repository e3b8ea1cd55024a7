// A library that is no model's.

extern "C" int hft_something_else() {
  return 1;
}
