//! What things were called on a day: organizations, persons with their posts, bodies, the alliance. Whatever
//! belongs to a day asks here and nowhere else. Each kind is read for many at once, in a few questions.

use std::collections::{HashMap, HashSet};

use super::listed::only;
use crate::{
    error::Result,
    model::{
        day::Day,
        facts::Named,
        organization::OrganizationRef,
        person::{Post, Titled},
        session_name,
        words::Role,
    },
    store::{Read, Value, judged},
};

/// A name, and those before it with their last days, the earliest first.
#[derive(Debug, Clone, Default)]
struct History {
    present: String,
    former: Vec<(Day, String)>,
}

impl History {
    fn on(&self, day: Option<Day>) -> &str {
        called_on(&self.present, self.former.iter().map(|(until, name)| (*until, name.as_str())), day)
    }
}

/// The first former name that still held on the day, else the present one. Where the month or the year alone is
/// known in which one name gave way to the next, both hold on its last day, as classes do, and the later one
/// counts: by then it has surely begun.
pub(super) fn called_on<'n>(
    present: &'n str,
    mut former: impl Iterator<Item = (Day, &'n str)>,
    day: Option<Day>,
) -> &'n str {
    let held = |until: Day, day: Day| if until.is_whole() { until >= day } else { until > day };
    let former = day.and_then(|day| former.find(|(until, _)| held(*until, day)));
    former.map_or(present, |(_, name)| name)
}

/// Former names whose last day is known, in their order.
fn former(
    read: &Read<'_>,
    (table, owner): (&str, &str),
    ids: Option<&[i64]>,
    each: &mut dyn FnMut(Value, Day, String),
) -> Result<()> {
    let sql = format!(
        "SELECT {owner}, name, \"until\" FROM {table} WHERE \"until\" IS NOT NULL{} ORDER BY {owner}, {}, seq",
        only(" AND", owner, ids),
        judged::order("\"until\"")
    );
    read.each(&sql, &[], &mut |row| {
        let (owner, name, until) = row.take()?;
        each(owner, until, name);
        Ok(())
    })
}

/// The names of organizations.
pub(super) struct Called(HashMap<i64, (String, History)>);

impl Called {
    /// Those of all organizations.
    pub(super) fn read(read: &Read<'_>) -> Result<Called> {
        Called::asked(read, None)
    }

    /// Those of some.
    pub(super) fn of(read: &Read<'_>, ids: impl IntoIterator<Item = i64>) -> Result<Called> {
        let ids = each_once(ids);
        if ids.is_empty() { Ok(Called(HashMap::new())) } else { Called::asked(read, Some(&ids)) }
    }

    fn asked(read: &Read<'_>, ids: Option<&[i64]>) -> Result<Called> {
        let sql = format!("SELECT id, code, name FROM organizations{}", only(" WHERE", "id", ids));
        Called::known(read, read.rows(&sql, &[])?, ids)
    }

    /// Those of organizations whose numbers, codes and present names are known; `ids` are their numbers, if not all.
    pub(super) fn known(
        read: &Read<'_>,
        known: impl IntoIterator<Item = (i64, String, String)>,
        ids: Option<&[i64]>,
    ) -> Result<Called> {
        let history = |(id, code, present)| (id, (code, History { present, former: Vec::new() }));
        let mut all: HashMap<i64, (String, History)> = known.into_iter().map(history).collect();
        former(read, ("organization_names", "organization_id"), ids, &mut |id, until, name| {
            if let Value::Int(id) = id
                && let Some((_, history)) = all.get_mut(&id)
            {
                history.former.push((until, name));
            }
        })?;
        Ok(Called(all))
    }

    /// An organization as it was called on a day; as it is called now where no day is known.
    pub(super) fn on(&self, id: i64, day: impl Into<Option<Day>>) -> Option<OrganizationRef> {
        let (code, name) = self.named(id, day)?;
        Some(OrganizationRef { code: code.to_string(), name: name.to_string() })
    }

    /// The code and the name of that.
    pub(super) fn named(&self, id: i64, day: impl Into<Option<Day>>) -> Option<(&str, &str)> {
        self.0.get(&id).map(|(code, history)| (code.as_str(), history.on(day.into())))
    }
}

/// Row numbers, each once.
pub(super) fn each_once(ids: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The names of the bodies, by their codes.
pub(super) struct Bodies {
    chinese: HashMap<String, History>,
    /// Where the registry says them.
    english: HashMap<String, String>,
}

impl Bodies {
    /// Those of all bodies: they are few.
    pub(super) fn read(read: &Read<'_>) -> Result<Bodies> {
        let (mut all, mut english) = (HashMap::new(), HashMap::new());
        read.each("SELECT code, coalesce(name, code), name_en FROM bodies", &[], &mut |row| {
            let (code, present, name_en): (String, String, Option<String>) = row.take()?;
            english.extend(name_en.map(|name| (code.clone(), name)));
            all.insert(code, History { present, former: Vec::new() });
            Ok(())
        })?;
        former(read, ("body_names", "body"), None, &mut |code, until, name| {
            if let Value::Text(code) = code
                && let Some(history) = all.get_mut(&code)
            {
                history.former.push((until, name));
            }
        })?;
        Ok(Bodies { chinese: all, english })
    }

    /// The English name of a body that bore this Chinese name; else that one. The English name has no history: it is
    /// that of the present Chinese name, and of no former one.
    pub(super) fn english<'n>(&'n self, code: &str, chinese: &'n str) -> &'n str {
        let own = self.english.get(code).map(String::as_str);
        let present = self.chinese.get(code).is_none_or(|history| history.present == chinese);
        match own {
            Some(own) if present => own,
            Some(_) if !session_name::is_built_in(code, chinese) => chinese,
            _ => session_name::english_body(code).unwrap_or(chinese),
        }
    }

    /// A body as it was called on a day.
    pub(super) fn on(&self, code: &str, day: Day) -> String {
        self.chinese.get(code).map_or(code, |history| history.on(Some(day))).to_string()
    }
}

/// The alliance as it was called on a day; `None` while it has no name.
pub(super) fn alliance_on(read: &Read<'_>, day: Day) -> Result<Option<String>> {
    let present = read.first::<String>("SELECT name FROM alliances WHERE id = 1", &[])?;
    let Some(present) = present else { return Ok(None) };
    let mut history = History { present, former: Vec::new() };
    former(read, ("alliance_names", "alliance_id"), None, &mut |_, until, name| {
        history.former.push((until, name));
    })?;
    Ok(Some(history.on(Some(day)).to_string()))
}

/// For which day somebody is named, and for which session, if the page belongs to one. Posts that this session
/// itself fills do not count yet: its minutes call the chair what he was when he opened it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct When {
    /// The day; `None` where it is not known.
    pub(super) day: Option<Day>,
    /// The session, by its row.
    pub(super) session: Option<i64>,
    /// The term in which it lies.
    pub(super) term: Option<u32>,
}

/// The term in which a day lies, where a session says none: the latest that had begun.
pub(super) fn term_on(read: &Read<'_>, day: Day) -> Result<Option<u32>> {
    let begun = judged::up_to("\"start\"", day);
    let sql = format!(
        "SELECT max(number) FROM (SELECT number FROM terms WHERE {begun} \
         UNION SELECT term FROM sessions WHERE {begun}) x"
    );
    Ok(read.first::<Option<u32>>(&sql, &[])?.flatten())
}

/// A post as it is stored.
struct HeldPost {
    organization: Option<i64>,
    title: Option<String>,
    role: Role,
    term: Option<u32>,
    from: Option<Day>,
    until: Option<Day>,
    /// The session whose election filled it.
    filled_in: Option<i64>,
}

impl HeldPost {
    fn holds(&self, when: When) -> bool {
        when.day.is_none_or(|day| day.is_within(self.from, self.until))
            && (self.filled_in.is_none() || self.filled_in != when.session)
    }
}

/// Somebody's names, posts, and the title at the own organization, which has no day.
struct KnownPerson {
    name: History,
    home: Option<i64>,
    title: Option<String>,
    posts: Vec<HeldPost>,
}

impl KnownPerson {
    /// The title at the person's own organization, which has no day. It holds until the first post there that has
    /// a first day begins, and no longer than a post of the very same title.
    fn undated(&self, organization: i64, when: When) -> Option<&str> {
        let title = self.title.as_deref().filter(|_| self.home == Some(organization))?;
        let over = |post: &HeldPost| {
            let begun = post.from.zip(when.day).is_some_and(|(from, day)| from <= day);
            let ended = post.until.zip(when.day).is_some_and(|(until, day)| until < day);
            post.organization == Some(organization)
                && (begun || ended && post.title.as_deref() == Some(title))
        };
        (!self.posts.iter().any(over)).then_some(title)
    }
}

/// Persons: names, posts and titles.
pub(super) struct People {
    all: HashMap<i64, KnownPerson>,
    /// Sessions that fill offices of the alliance.
    elect: HashSet<i64>,
}

impl People {
    /// Some persons.
    pub(super) fn of(read: &Read<'_>, ids: impl IntoIterator<Item = i64>) -> Result<People> {
        let ids = each_once(ids);
        People::asked(read, Some(&ids), true)
    }

    /// The names of some persons alone, where nobody asks for their posts.
    pub(super) fn names(read: &Read<'_>, ids: impl IntoIterator<Item = i64>) -> Result<People> {
        let ids = each_once(ids);
        People::asked(read, Some(&ids), false)
    }

    fn asked(read: &Read<'_>, ids: Option<&[i64]>, posts: bool) -> Result<People> {
        let (mut all, mut elect) = (HashMap::new(), HashSet::new());
        if ids.is_some_and(<[i64]>::is_empty) {
            return Ok(People { all, elect });
        }
        let sql =
            format!("SELECT id, name, organization_id, title FROM persons{}", only(" WHERE", "id", ids));
        read.each(&sql, &[], &mut |row| {
            let (id, present, home, title) = row.take()?;
            let name = History { present, former: Vec::new() };
            all.insert(id, KnownPerson { name, home, title, posts: Vec::new() });
            Ok(())
        })?;
        former(read, ("person_names", "person_id"), ids, &mut |id, until, name| {
            if let Value::Int(id) = id
                && let Some(known) = all.get_mut(&id)
            {
                known.name.former.push((until, name));
            }
        })?;
        if posts {
            let sql = format!(
                "SELECT t.person_id, t.organization_id, t.title, t.role, t.term, t.\"from\", t.\"until\", m.session_id \
                 FROM posts t LEFT JOIN motions m ON m.id = t.filled_by{} \
                 ORDER BY CASE WHEN t.organization_id IS NULL THEN 0 ELSE 1 END, t.\"from\" || '~' NULLS FIRST, t.id",
                only(" WHERE", "t.person_id", ids)
            );
            read.each(&sql, &[], &mut |row| {
                let (person, organization, title, role, term, from, until, filled_in) = row.take()?;
                if let Some(known) = all.get_mut(&person) {
                    known.posts.push(HeldPost { organization, title, role, term, from, until, filled_in });
                }
                Ok(())
            })?;
            let sql = "SELECT DISTINCT m.session_id FROM posts t JOIN motions m ON m.id = t.filled_by \
                       WHERE t.filled_by IS NOT NULL";
            elect.extend(read.rows::<i64>(sql, &[])?);
        }
        Ok(People { all, elect })
    }

    /// A person as called on a day; as called now where no day is known.
    pub(super) fn name(&self, id: i64, day: impl Into<Option<Day>>) -> Option<String> {
        self.named(id, day).map(str::to_string)
    }

    /// The same, borrowed.
    pub(super) fn named(&self, id: i64, day: impl Into<Option<Day>>) -> Option<&str> {
        self.all.get(&id).map(|known| known.name.on(day.into()))
    }

    /// The one title at an organization, as it stands beside a delegate's or a receiver's name: that of the
    /// post there which began last, else the one without a day.
    pub(super) fn title(&self, id: i64, organization: Option<i64>, when: When) -> Option<String> {
        let (known, organization) = (self.all.get(&id)?, organization?);
        let held = known
            .posts
            .iter()
            .filter(|post| {
                post.organization == Some(organization) && post.title.is_some() && post.holds(when)
            })
            .reduce(|best, post| if post.from > best.from { post } else { best });
        let title = held.and_then(|post| post.title.as_deref());
        title.or_else(|| known.undated(organization, when)).map(str::to_string)
    }

    /// A person with all posts of the day, as a chair or a speaker is introduced.
    pub(super) fn titled(&self, id: i64, when: When, called: &Called) -> Option<Titled> {
        let known = self.all.get(&id)?;
        let shown = |post: &&HeldPost| post.holds(when) && self.in_term(post, when);
        let mut posts: Vec<Post> = known
            .posts
            .iter()
            .filter(shown)
            .map(|post| Post {
                organization: post.organization.and_then(|id| called.on(id, when.day)),
                title: post.title.clone(),
                role: post.role,
                term: post.term,
                from: post.from,
                until: post.until,
            })
            .collect();
        if let Some((home, title)) =
            known.home.and_then(|home| Some((home, known.undated(home, when)?.to_string())))
        {
            let organization = called.on(home, when.day);
            if !posts.iter().any(|p| p.organization == organization && p.title.as_ref() == Some(&title)) {
                let (title, role) = (Some(title), Role::Other);
                posts.push(Post { organization, title, role, term: None, from: None, until: None });
            }
        }
        Some(Titled { name: known.name.on(when.day).to_string(), posts })
    }

    /// Whether a post of the alliance counts in the session's term: one whose last day is known holds up to
    /// then; else it ends with its term, which the session that elects its successors still belongs to.
    fn in_term(&self, post: &HeldPost, when: When) -> bool {
        let (None, Some(own), Some(term), None) = (post.organization, post.term, when.term, post.until)
        else {
            return true;
        };
        let elects = when.session.is_some_and(|session| self.elect.contains(&session));
        own == term || (own > term && post.from.is_some()) || (elects && own + 1 == term)
    }

    /// The organizations at which these persons have posts or a title, for [`Called::of`].
    pub(super) fn organizations(&self) -> Vec<i64> {
        let of = |known: &KnownPerson| {
            known.posts.iter().filter_map(|post| post.organization).chain(known.home).collect::<Vec<_>>()
        };
        self.all.values().flat_map(of).collect()
    }
}

/// People of attendances or receptions, by those; a title left out is that of the person's post there on
/// that day. `of` is a SELECT of them: `id`, `organization_id`, `day`, `session_id`.
pub(super) fn people(
    read: &Read<'_>,
    (table, owner): (&str, &str),
    of: &str,
    params: &[Value],
) -> Result<HashMap<i64, Vec<Named>>> {
    let sql = format!(
        "SELECT x.{owner}, x.person_id, x.title, w.organization_id, w.day, w.session_id FROM ({of}) w \
         JOIN {table} x ON x.{owner} = w.id ORDER BY x.{owner}, x.seq"
    );
    let rows = read.all(&sql, params, |r| {
        let when = When { day: r.opt_day(4)?, session: r.opt_int(5)?, term: None };
        Ok((r.int(0)?, r.opt_int(1)?, r.opt_text(2)?, r.opt_int(3)?, when))
    })?;
    let people = People::of(read, rows.iter().filter_map(|(_, person, ..)| *person))?;
    let mut all: HashMap<i64, Vec<Named>> = HashMap::new();
    for (id, person, title, organization, when) in rows {
        let own = || person.and_then(|person| people.title(person, organization, when));
        let named = Named {
            name: person.and_then(|person| people.name(person, when.day)),
            title: title.or_else(own),
        };
        all.entry(id).or_default().push(named);
    }
    Ok(all)
}

/// Where a person's titles stand on papers: the session or visit, and the titles there. A title that a source
/// itself gives at a meeting is not among them, for nothing changes it.
pub(crate) fn titles_on_papers(read: &Read<'_>, person: i64) -> Result<Vec<(String, Vec<String>)>> {
    let sql = "SELECT r.ref, s.id, s.term, s.\"start\", 'all', CAST(NULL AS INTEGER), s.\"start\" FROM session_chairs c \
               JOIN sessions s ON s.id = c.session_id JOIN session_refs r ON r.session_id = s.id WHERE c.person_id = ?1 \
               UNION SELECT r.ref, s.id, s.term, s.\"start\", 'all', CAST(NULL AS INTEGER), s.\"start\" FROM agenda_items i \
               JOIN sessions s ON s.id = i.session_id JOIN session_refs r ON r.session_id = s.id WHERE i.presenter_id = ?1 \
               UNION SELECT r.ref, s.id, s.term, s.\"start\", 'one', a.organization_id, s.\"start\" FROM delegates d \
               JOIN attendances a ON a.id = d.attendance_id JOIN sessions s ON s.id = a.session_id \
               JOIN session_refs r ON r.session_id = s.id WHERE d.person_id = ?1 AND d.title IS NULL \
               UNION SELECT coalesce(r.ref, 'v' || v.id), v.session_id, s.term, coalesce(v.\"start\", s.\"start\"), 'one', v.host_id, \
               coalesce(s.\"start\", v.\"start\" || '~') FROM visit_receivers x JOIN visits v ON v.id = x.visit_id \
               LEFT JOIN sessions s ON s.id = v.session_id LEFT JOIN session_refs r ON r.session_id = s.id \
               WHERE x.person_id = ?1 AND x.title IS NULL ORDER BY 7, 1, 5";
    let parts = read.all(sql, &[person.into()], |row| {
        let when = When { day: row.opt_day(3)?, session: row.opt_int(1)?, term: row.opt_number(2)? };
        Ok((row.text(0)?, when, row.text(4)? == "all", row.opt_int(5)?))
    })?;
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let people = People::of(read, [person])?;
    let called = Called::of(read, people.organizations())?;
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (reference, when, every, organization) in parts {
        let titles: Vec<String> = if every {
            let posts = people.titled(person, when, &called).map(|titled| titled.posts).unwrap_or_default();
            let text = |post: Post| Some(format!("{} {}", post.organization?.code, post.title?));
            posts.into_iter().filter_map(text).collect()
        } else {
            people.title(person, organization, when).into_iter().collect()
        };
        match all.iter_mut().find(|(other, _)| *other == reference) {
            Some((_, old)) => old.extend(titles),
            None => all.push((reference, titles)),
        }
    }
    Ok(all)
}
