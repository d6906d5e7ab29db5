package dev.notely.proxy.migration.plan;

/** How much there is to move, in notes and in bytes of them. */
public record Size(long notes, long bytes) {
  public static final Size ZERO = new Size(0, 0);

  public Size {
    if (notes < 0 || bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + notes + ", " + bytes);
    }
  }

  public Size plus(Size other) {
    return new Size(notes + other.notes, bytes + other.bytes);
  }
}
