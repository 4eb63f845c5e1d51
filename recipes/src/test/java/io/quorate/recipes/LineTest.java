package io.quorate.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Order and turns in a line, without a server. */
class LineTest {
    @Test
    void namesAreTakenApart() {
        List<String> kinds = List.of(Line.LOCK);
        String id = "36c352e5-1986-4819-843b-37d44e3661e4";
        String name = SequencedName.protect(id, Line.LOCK) + "0000000012";
        SequencedName parsed = SequencedName.parse(name, kinds).orElseThrow();
        assertThat(parsed.sequence()).isEqualTo(12);
        assertThat(parsed.digits()).isEqualTo("0000000012");
        assertThat(SequencedName.isOf(name, id)).isTrue();
        assertThat(SequencedName.isOf(name, id.substring(1))).isFalse();
        assertThat(SequencedName.parse("lock-0000000003", kinds)).isPresent();
        assertThat(SequencedName.parse("lock--2147483648", kinds).orElseThrow().sequence())
                .isEqualTo(Integer.MIN_VALUE);
        for (String strange :
                List.of("lock-", "lock-12", "lock-00000000xx", "other-0000000001", "lock-00000000000012")) {
            assertThat(SequencedName.parse(strange, kinds)).as(strange).isEmpty();
        }
    }

    @Test
    void theOrderHoldsWhereTheCounterWrapsAround() {
        List<String> names = new ArrayList<>();
        int start = Integer.MAX_VALUE - 3;
        for (int i = 0; i < 8; i++) {
            names.add(String.format("lock-%010d", start + i));
        }
        List<String> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, new Random(7));
        assertThat(SequencedName.line(shuffled, List.of(Line.LOCK)))
                .extracting(SequencedName::name)
                .containsExactlyElementsOf(names);
    }

    @Test
    void whoWaitsForALockWaitsForTheOneInFront() {
        Line.Rule rule = Line.exclusive(Line.LOCK);
        List<String> names = List.of("b-lock-0000000002", "x", "a-lock-0000000003", "c-lock-0000000001");
        assertThat(turn(rule, names, "c-lock-0000000001")).isEqualTo(new Line.Turn.Now());
        assertThat(turn(rule, names, "b-lock-0000000002")).isEqualTo(new Line.Turn.After("c-lock-0000000001"));
        assertThat(turn(rule, names, "a-lock-0000000003")).isEqualTo(new Line.Turn.After("b-lock-0000000002"));
    }

    @Test
    void readersWaitForWritersAndWritersForAll() {
        List<String> names = List.of(
                "a-__READ__0000000000",
                "b-__READ__0000000001",
                "c-__WRIT__0000000002",
                "d-__READ__0000000003",
                "e-__WRIT__0000000004",
                "f-__READ__0000000005");
        assertThat(turn(Line.reader(), names, "b-__READ__0000000001")).isEqualTo(new Line.Turn.Now());
        assertThat(turn(Line.writer(), names, "c-__WRIT__0000000002"))
                .isEqualTo(new Line.Turn.After("b-__READ__0000000001"));
        assertThat(turn(Line.reader(), names, "d-__READ__0000000003"))
                .isEqualTo(new Line.Turn.After("c-__WRIT__0000000002"));
        assertThat(turn(Line.writer(), names, "e-__WRIT__0000000004"))
                .isEqualTo(new Line.Turn.After("d-__READ__0000000003"));
        assertThat(turn(Line.reader(), names, "f-__READ__0000000005"))
                .isEqualTo(new Line.Turn.After("e-__WRIT__0000000004"));
    }

    @Test
    void aReaderInItsWritersPlaceDoesNotWaitForIt() {
        List<String> names = List.of("a-__WRIT__0000000004", "b-__READ__0000000004", "c-__WRIT__0000000005");
        assertThat(turn(Line.reader(), names, "b-__READ__0000000004")).isEqualTo(new Line.Turn.Now());
        assertThat(turn(Line.writer(), names, "c-__WRIT__0000000005"))
                .isEqualTo(new Line.Turn.After("b-__READ__0000000004"));
    }

    @Test
    void soManyLeasesMayBeHeld() {
        Line.Rule rule = Line.leases(2);
        List<String> two = List.of("a-lease-0000000007", "b-lease-0000000009");
        assertThat(turn(rule, two, "b-lease-0000000009")).isEqualTo(new Line.Turn.Now());
        List<String> three = List.of("a-lease-0000000007", "b-lease-0000000009", "c-lease-0000000010");
        assertThat(turn(rule, three, "c-lease-0000000010")).isEqualTo(new Line.Turn.AfterAny());
    }

    private static Line.Turn turn(Line.Rule rule, List<String> names, String me) {
        List<SequencedName> line = SequencedName.line(names, rule.kinds());
        return rule.turn(
                line,
                line.stream().filter(each -> each.name().equals(me)).findFirst().orElseThrow());
    }
}
