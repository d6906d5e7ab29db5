package dev.notely.cli;

import dev.tamboui.backend.jline3.JLineBackend;
import dev.tamboui.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.terminal.Terminal.Signal;
import tools.jackson.databind.JsonNode;

/**
 * Redraws one screen of a terminal, which is given back as it was whenever the process ends; the
 * last status then stands there as text.
 */
final class LiveWatch implements WatchScreen {
  private static final int INTERRUPTED = 130;

  private final Connection connection;
  private final JLineBackend backend;
  private final Terminal<JLineBackend> terminal;
  private final boolean echoed;
  private final Thread atExit = new Thread(this::restore, "restore-terminal");
  private Optional<WatchView> view = Optional.empty();
  private boolean restored;

  LiveWatch(Connection connection) {
    this.connection = connection;
    try {
      backend = new JLineBackend();
      terminal = new Terminal<>(backend);
      backend.enterAlternateScreen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(atExit);
    echoed = backend.jlineTerminal().echo(false);
    // JLine takes over the signal; without a handler it would end the process without its hooks.
    backend.jlineTerminal().handle(Signal.INT, _ -> Runtime.getRuntime().exit(INTERRUPTED));
    backend.jlineTerminal().handle(Signal.CONT, _ -> redrawAll());
    backend.onResize(this::redrawAll);
  }

  @Override
  public void show(JsonNode status, Supplier<List<JsonNode>> events) {
    draw(new WatchView(status, events.get(), ""));
  }

  @Override
  public void complain(String sentence) {
    view.ifPresent(last -> draw(new WatchView(last.status(), last.events(), sentence)));
  }

  private synchronized void draw(WatchView next) {
    view = Optional.of(next);
    if (!restored) {
      terminal.draw(frame -> frame.renderWidget(next, frame.area()));
    }
  }

  private synchronized void redrawAll() {
    if (!restored) {
      terminal.clear();
      view.ifPresent(this::draw);
    }
  }

  /** Also from the hook of the process' end; only the first does something. */
  private synchronized void restore() {
    if (restored) {
      return;
    }
    restored = true;
    backend.jlineTerminal().echo(echoed);
    terminal.close();
    view.ifPresent(last -> connection.showNext(last.status(), StatusText::lines));
  }

  @Override
  public void close() {
    restore();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
