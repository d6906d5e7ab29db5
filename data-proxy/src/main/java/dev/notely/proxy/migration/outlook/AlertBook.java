package dev.notely.proxy.migration.outlook;

import dev.notely.proxy.migration.outlook.Alert.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The alerts of one migration, and what is news of them. Of one thread. */
public final class AlertBook {
  /** What lasts is said again after this long, to the log only. */
  static final Duration AGAIN = Duration.ofMinutes(1);

  private final long id;
  private final Map<Kind, Alert> open = new EnumMap<>(Kind.class);
  private final Map<Kind, Instant> said = new EnumMap<>(Kind.class);

  /** No alert yet. */
  public AlertBook(long id) {
    this.id = id;
  }

  /**
   * What to tell.
   *
   * @param news alerts that have begun or ended: for everybody
   * @param reminders alerts that last: for the log
   */
  public record Telling(List<Alert> news, List<Alert> reminders) {
    public Telling {
      news = List.copyOf(news);
      reminders = List.copyOf(reminders);
    }
  }

  /** Alerts that another leader had open: told again if they last, and ended if they do not. */
  public void inherit(Collection<Alert> alerts) {
    alerts.forEach(alert -> open.putIfAbsent(alert.kind(), alert));
  }

  /**
   * Takes down what is the matter now.
   *
   * @param matters a sentence for each kind; of kinds that this look can see
   * @param visible the kinds that this look can see: what is not among the matters has ended
   */
  public Telling look(
      String migration, Map<Kind, String> matters, Collection<Kind> visible, Instant now) {
    List<Alert> news = new ArrayList<>();
    List<Alert> reminders = new ArrayList<>();
    for (Kind kind : visible) {
      String sentence = matters.get(kind);
      Alert before = open.get(kind);
      if (sentence != null) {
        Alert alert =
            before == null
                ? new Alert(migration, id, kind, now, Optional.empty(), sentence)
                : before.saying(sentence);
        open.put(kind, alert);
        if (!said.containsKey(kind)) {
          news.add(alert);
          said.put(kind, now);
        } else if (Duration.between(said.get(kind), now).compareTo(AGAIN) >= 0) {
          reminders.add(alert);
          said.put(kind, now);
        }
      } else if (before != null) {
        open.remove(kind);
        said.remove(kind);
        news.add(before.endedAt(now));
      }
    }
    return new Telling(news, reminders);
  }

  /** What lasts. */
  public List<Alert> open() {
    return List.copyOf(open.values());
  }
}
