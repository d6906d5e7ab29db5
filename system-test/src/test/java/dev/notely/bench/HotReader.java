package dev.notely.bench;

/** Gets the same note again and again, which nobody writes. */
record HotReader(Operation get) implements Script {
  @Override
  public Operation next() {
    return get;
  }

  @Override
  public Answer judge(Operation operation, Answer answer) {
    return answer instanceof Answer.Done done && !done.content().equals(get.content())
        ? new Answer.Wrong("'" + done.content() + "' instead of '" + get.content() + "'")
        : answer;
  }
}
