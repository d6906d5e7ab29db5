package dev.notely.tui.screen;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A screen as text, cell by cell, without a terminal. */
final class Drawn {
  private Drawn() {}

  static String text(ScreenState state) {
    return text(buffer(state, state.window().width(), state.window().height()));
  }

  static Buffer buffer(ScreenState state, int width, int height) {
    Buffer buffer = Buffer.empty(Rect.of(width, height));
    ScreenView.draw(state, buffer);
    return buffer;
  }

  static String text(Buffer buffer) {
    return IntStream.range(0, buffer.height())
        .mapToObj(y ->
            IntStream.range(0, buffer.width())
                .mapToObj(x -> buffer.get(x, y).symbol())
                .collect(Collectors.joining())
                .stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
