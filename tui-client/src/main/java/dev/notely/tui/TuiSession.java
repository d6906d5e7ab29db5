package dev.notely.tui;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.tui.screen.Effect;
import dev.notely.tui.screen.ScreenEvent;
import dev.notely.tui.screen.ScreenState;
import dev.notely.tui.screen.ScreenUpdate;
import dev.notely.tui.screen.ScreenView;
import dev.notely.tui.screen.Step;
import dev.notely.tui.screen.Theme;
import dev.notely.tui.stream.Link;
import dev.notely.tui.stream.OperatorLine;
import dev.notely.tui.stream.ProxyChannels;
import dev.notely.tui.stream.TelemetrySubscription;
import dev.notely.tui.stream.TelemetryView;
import dev.tamboui.backend.jline3.JLineBackend;
import dev.tamboui.terminal.Frame;
import dev.tamboui.tui.TuiConfig;
import dev.tamboui.tui.TuiRunner;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.ResizeEvent;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run: the state lives on the thread that draws; stream and calls hand it their events. */
final class TuiSession {
  private static final Duration TICK = Duration.ofMillis(500);

  private final Function<HostPort, ManagedChannel> channels;
  private final List<HostPort> proxies;
  private final String actor;
  private ScreenState state;

  TuiSession(
      Function<HostPort, ManagedChannel> channels,
      List<HostPort> proxies,
      String actor,
      Theme theme) {
    this.channels = channels;
    this.proxies = proxies;
    this.actor = actor;
    this.state = ScreenState.initial(theme, System.currentTimeMillis());
  }

  /** Until the operator quits. The terminal is then as it was. */
  void run() throws Exception {
    TuiConfig config =
        TuiConfig.builder()
            .backend(new JLineBackend())
            .mouseCapture(true)
            .tickRate(TICK)
            .shutdownHook(true)
            .build();
    try (TuiRunner runner = TuiRunner.create(config);
        ProxyChannels line = new ProxyChannels(channels);
        TelemetrySubscription subscription =
            new TelemetrySubscription(line, proxies, new Mailbox(runner), Thread::sleep)) {
      OperatorLine operator = new OperatorLine(line, actor);
      subscription.start();
      runner.run((event, _) -> handle(event, runner, operator), this::draw);
    }
  }

  private boolean handle(Event event, TuiRunner runner, OperatorLine operator) {
    Event meant = event instanceof Mailbox.Mail mail ? mail.open() : event;
    Step step = ScreenUpdate.next(state, meant, System.currentTimeMillis());
    state = step.state();
    switch (step.effect()) {
      case Effect.None _ -> {}
      case Effect.Quit _ -> runner.quit();
      case Effect.Ask ask ->
          operator.begin(ask.call(), result -> runner.dispatch(new ScreenEvent.Told(result)));
    }
    return true;
  }

  private void draw(Frame frame) {
    if (!state.fits(frame.width(), frame.height())) {
      state =
          ScreenUpdate.next(
                  state, ResizeEvent.of(frame.width(), frame.height()), System.currentTimeMillis())
              .state();
    }
    ScreenView.draw(state, frame.buffer());
  }

  /**
   * Hands the screen what the stream says. Of views only the latest waits: a terminal that draws
   * slowly gets fewer of them.
   */
  private static final class Mailbox implements TelemetrySubscription.Listener {
    private final TuiRunner runner;
    private final AtomicReference<@Nullable TelemetryView> latest = new AtomicReference<>();

    Mailbox(TuiRunner runner) {
      this.runner = runner;
    }

    /** Says that a view waits. */
    record Mail(AtomicReference<@Nullable TelemetryView> latest) implements Event {
      Event open() {
        TelemetryView view = latest.getAndSet(null);
        return new ScreenEvent.Seen(Objects.requireNonNull(view, "there is one for each mail"));
      }
    }

    @Override
    public void updated(TelemetryView view) {
      if (latest.getAndSet(view) == null) {
        runner.dispatch(new Mail(latest));
      }
    }

    @Override
    public void linked(Link link) {
      runner.dispatch(new ScreenEvent.Linked(link));
    }
  }
}
