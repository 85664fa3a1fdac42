use super::*;

fn names() -> Names {
    let (dictionary, lexicon) = dictionary(&Book::builtin());
    Names::new(dictionary, Arc::new(lexicon))
}

/// The names found in a text, as written.
fn found(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let names = names();
    let words = Words::known(text, &names.lexicon);
    names.in_text(&words, &mut Known::default(), &mut found);
    found
        .iter()
        .map(|name| &text[name.start..name.end])
        .collect()
}

#[test]
fn people_are_found_in_running_text() {
    let cases: &[(&str, &[&str])] = &[
        (
            "The visit by Margaret Entwistle was cancelled.",
            &["Margaret Entwistle"],
        ),
        (
            "We met Mr Okonkwo and Mrs. Siân ap Rhys at noon.",
            &["Okonkwo", "Siân ap Rhys"],
        ),
        (
            "cc: Tomasz Wiśniewski, Wei Zhang",
            &["Tomasz Wiśniewski", "Wei Zhang"],
        ),
        (
            "as agreed with Mary O’Neill-Byrne today",
            &["Mary O’Neill-Byrne"],
        ),
        (
            "Letter to J. R. Hargreaves of 12 May",
            &["J. R. Hargreaves"],
        ),
        (
            "Attendees: HUSSAIN, Amina; Price, Gareth",
            &["HUSSAIN, Amina", "Price, Gareth"],
        ),
        ("We spoke with Mark Green about the rota.", &["Mark Green"]),
        ("Employee: Xolqa Vrendt\nGrade: 7", &["Xolqa Vrendt"]),
        (
            "Yours sincerely\n\nBryony Quillfeather\nHousing Officer",
            &["Bryony Quillfeather"],
        ),
        (
            "Prof Dame Ngozi Adeyemi-Clarke spoke.",
            &["Ngozi Adeyemi-Clarke"],
        ),
        ("Mr and Mrs Trevor Hollins live there.", &["Trevor Hollins"]),
        ("referred by PC Alder to the panel", &["Alder"]),
        (
            "It was Ludwig van der Berg who called.",
            &["Ludwig van der Berg"],
        ),
        ("JOHN ENTWISTLE\nDirector", &["JOHN ENTWISTLE"]),
        (
            "The child was collected from the school that day at half past three by Agnieszka\nKowalczyk.",
            &["Agnieszka\nKowalczyk"],
        ),
        ("Sarah Hill rang.", &["Sarah Hill"]),
        ("Completed by: Miss P March", &["P March"]),
        (
            "We met Giuseppina Lo Russo there.",
            &["Giuseppina Lo Russo"],
        ),
        ("DI ROSSINI, Carmela", &["DI ROSSINI, Carmela"]),
        ("QUXLEIGH, Gordon, of this parish", &["QUXLEIGH, Gordon"]),
        (
            "From: Vrendtwood, Imogen [mailto:i@example.org]",
            &["Vrendtwood, Imogen"],
        ),
        (
            "To: Hollins, Keith; Vrendtwood, Imogen",
            &["Hollins, Keith", "Vrendtwood, Imogen"],
        ),
        (
            "Keith and Imogen Hollins\n9 Elm Row",
            &["Keith", "Imogen Hollins"],
        ),
        ("11:20  amina hollins  no answer", &["amina hollins"]),
        ("Name of client - Xolqa Vrendt", &["Xolqa Vrendt"]),
        (
            "Applicant's full name ....... Xolqa Vrendt",
            &["Xolqa Vrendt"],
        ),
        (
            "Rang back: Xolqa Vrendt (sister), at noon",
            &["Xolqa Vrendt"],
        ),
        ("Full name\nXolqa Entwistle", &["Xolqa Entwistle"]),
        ("seen by S. Vrendt-Field", &["S. Vrendt-Field"]),
        ("Then Mary Jones Entwistle came.", &["Mary Jones Entwistle"]),
        ("Asked by Gurpreet Singh's solicitor", &["Gurpreet Singh"]),
    ];
    let missed: Vec<_> = cases
        .iter()
        .filter(|(text, wanted)| found(text) != *wanted)
        .map(|(text, wanted)| (text, wanted, found(text)))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn names_are_found_however_their_parts_are_put_together() {
    let cases: &[(&str, &[&str])] = &[
        (
            "We met Margaret (Peggy) Entwistle and William “Bill” Hargreaves.",
            &["Margaret (Peggy) Entwistle", "William “Bill” Hargreaves"],
        ),
        ("seen by JR Entwistle at ten", &["JR Entwistle"]),
        ("the NHS Entwistle report", &[]),
        (
            "Hope Small <hope.small@example.org>, \"Bishop, Bill\" <bbishop@example.org>",
            &["Hope Small", "Bishop, Bill"],
        ),
        ("Hope Small (office@example.org)", &[]),
        ("Held in the Lady Margaret Hall at six", &[]),
        ("Listed: R v Vrendtwood, plea", &["Vrendtwood"]),
        ("1  R -v- HOLLINS-FIELD  T2024", &["HOLLINS-FIELD"]),
        ("as in R v Hollins [1974] 2 WLR", &[]),
        ("0142 QUXLEIGH MRS G   7 ELM ROW", &["QUXLEIGH MRS G"]),
        (
            "Plot 12   Hollins, Mr Trevor   see plan",
            &["Hollins, Mr Trevor"],
        ),
        (
            "Present: Cllrs A. Okonkwo (Chair), Hargreaves, M. Price and Entwistle",
            &["A. Okonkwo", "Hargreaves", "M. Price", "Entwistle"],
        ),
        (
            "* Vrendt, T.: visa expires\n2) Hollins, Amina; new",
            &["Vrendt, T", "Hollins, Amina"],
        ),
        ("Statement of PC 4417 Hargreaves", &["Hargreaves"]),
        ("Aoife Ní Xolqa rang again.", &["Aoife Ní Xolqa"]),
        (
            "It is for Bronwen Hargreaves-Tudor to say.",
            &["Bronwen Hargreaves-Tudor"],
        ),
    ];
    for (text, people) in cases {
        assert_eq!(found(text), *people, "{text}");
    }
    assert_eq!(found("Write to P.O. Box 12, Overby."), [""; 0]);
    assert_eq!(found("On Sundays, Mr Hollins plays."), ["Hollins"]);
}

#[test]
fn places_bodies_things_and_the_dead_are_no_people() {
    let cases = [
        "The depot is in Victoria Road, off St John Street.",
        "Meet at Florence Park or Charlotte Court.",
        "Quotes from Harold Baker & Sons and John Lewis Partnership.",
        "Invoice of Gordon Harris Ltd, Taylor Solicitors",
        "Use Times New Roman or Comic Sans.",
        "She has Parkinson's disease.",
        "The works of William Shakespeare were read.",
        "The school was founded by Thomas Ashworth in 1854.",
        "On 3 May Green Lane will be closed.",
        "Florence Nightingale Ward",
        "Royal Victoria Hospital and St Mary Magdalene School",
        "Write to mary.jones@example.org or T:\\Mary Jones_old",
        "Summer Reading Challenge",
        "Will Power be restored?",
        "Dear Sir or Madam",
        "Dear Colleague",
        "School name: Elm Grove",
        "The April Report and the August Review",
        "Data Protection Officer",
        "Rose Garden Cafe",
        "Ask Jones. Then see Smith.",
        "She has lived with MS. Staying in is easier.",
        "Room 12, Hannah Hall, 3 Elm Row",
        "Earl Grey and toast",
        "the mark hill left on maps",
        "Service - Housing Benefit",
        "Name\nHousing Benefit",
        "ACCIDENT / NEAR MISS BOOK",
        "seen near 29-31 Trevor St and in Bryony Ave today",
        "AWS Vrendts are kept there",
        "select T.Description from T",
        "flights to Hong Kong and Sri Lanka",
        "remove one Horse Chestnut by the gate",
    ];
    let wrong: Vec<_> = cases
        .iter()
        .map(|text| (text, found(text)))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn somebody_named_in_full_is_known_by_one_name_later() {
    let text = "Margaret Entwistle called about the rent.\nMrs Green had advised Entwistle, who \
                said that Margaret's son pays.";
    assert_eq!(
        found(text),
        ["Margaret Entwistle", "Green", "Entwistle", "Margaret"]
    );
    let names = names();
    let words = Words::known(text, &names.lexicon);
    let mut found = Vec::new();
    names.in_text(&words, &mut Known::default(), &mut found);
    let people: Vec<&str> = found.iter().map(|name| &*name.normalised).collect();
    let entwistle = "margaret entwistle";
    assert_eq!(people, [entwistle, "green", entwistle, entwistle]);
}

#[test]
fn one_name_alone_is_a_person_only_where_a_person_is_meant() {
    assert_eq!(found("We heard that Oliver was late."), ["Oliver"]);
    assert_eq!(found("It is not clear why Amina left."), ["Amina"]);
    for text in [
        "Entwistle said no.",
        "The Oliver estate was sold.",
        "Vans of Marks and Spencer asked for access.",
        "Trains to Victoria were late.",
        "We drove from Florence to Rome and back.",
        "Helen\nAmina",
    ] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

#[test]
fn a_list_of_people_is_no_heading() {
    assert_eq!(
        found("Owen Quillfeather, Priya Sandhu, Tomos Vrendt, Kezia Hollins").len(),
        4
    );
}

#[test]
fn a_person_has_one_normal_form() {
    let names = names();
    for text in [
        "with John Entwistle today",
        "with JOHN ENTWISTLE today",
        "with Mr John Entwistle today",
        "ENTWISTLE, John",
        "Entwistle John",
        "with John Paul Entwistle today",
    ] {
        let mut found = Vec::new();
        let words = Words::known(text, &names.lexicon);
        names.in_text(&words, &mut Known::default(), &mut found);
        assert_eq!(found[0].normalised, "john entwistle", "{text}");
    }
    assert_eq!(
        names
            .in_cell("Entwistle, Mr John", Part::Full)
            .unwrap()
            .normalised,
        "john entwistle"
    );
    assert_eq!(
        names.in_plain_cell("john entwistle").unwrap().normalised,
        "john entwistle"
    );
    for (cell, written) in [
        ("Entwistle, John (R&D)", "Entwistle, John"),
        ("Entwistle, John [HR]", "Entwistle, John"),
        ("John Entwistle (deceased)", "John Entwistle"),
    ] {
        let name = names.in_cell(cell, Part::Full).unwrap();
        assert_eq!(&cell[name.start..name.end], written);
        assert_eq!(name.normalised, "john entwistle", "{cell}");
    }
}

#[test]
fn a_cell_under_a_name_header_is_a_name_if_it_reads_as_one() {
    let names = names();
    for value in [
        "Xolqa Vrendt",
        "smith, jane",
        "O'Hara, Siobhan (Ms)",
        "D. Hill",
        "Mr Ali",
        "MARY ANN GREEN",
        "Anna Street",
        "Di Maggio, Carmelo",
        "D Ní-Bhriain",
        "xolqa vrendt",
        "Hollins trevor",
        "Xolqa van der Vrendt",
        "VRENDT/X",
        "Hollins/Xolqa",
        "VRENDT MRS X A",
    ] {
        assert!(names.in_cell(value, Part::Full).is_some(), "{value}");
    }
    for value in [
        "N/A",
        "Unknown",
        "TBC",
        "Vacant",
        "Acme Ltd",
        "Housing Officer",
        "12",
        "See note 4",
        "",
        "Elm Road School",
        "Xolqa Homes",
        "Hollins/Entwistle",
        "N/A/X",
        "Requires improvement",
        "true true",
    ] {
        assert!(names.in_cell(value, Part::Full).is_none(), "{value}");
    }
    for value in ["ENTWISTLE J", "Entwistle-Price A B"] {
        assert!(names.in_cell(value, Part::Full).is_some(), "{value}");
    }
    assert!(names.in_cell("MS - wheelchair", Part::Full).is_none());
    assert!(names.in_cell("Xolqa", Part::Forename).is_some());
    assert!(names.in_cell("Avenue", Part::Surname).is_none());
}

#[test]
fn a_column_most_of_whose_cells_read_as_names_holds_people() {
    let names = names();
    for column in [
        ["Entwistle Jane", "O'Shea Cormac", "Vrendt Amina"],
        ["J ENTWISTLE", "A OKONKWO-BRIGHT", "X VRENDT"],
        ["Jane Entwistle", "Amina Vrendt", "Lo Russo Carmela"],
    ] {
        assert!(names.are_in_column(&column, false), "{column:?}");
    }
    for column in [
        ["Victoria Park", "Charlotte House", "Rose Garden"],
        ["Unison", "Amina", "Entwistle"],
        ["Canal bank", "Jane Entwistle", "St Aidan hall"],
        ["Xolqa Vrendt", "Qux Leigh", "Amina Vrendt"],
    ] {
        assert!(!names.are_in_column(&column, false), "{column:?}");
    }
    let streets = ["Jane Entwistle", "Amina Entwistle Close", "Amina Smith"];
    assert!(!names.are_in_column(&streets, false));
    assert!(names.are_in_column(&streets, true));
    assert!(names.are_in_column(&["Vrendt Amina", "Jane Qux Leigh", "Xolqa Vrendt"], true));
    assert!(names.are_in_column(&["Jane Entwistle", "Amina Smith"], false));
    assert!(!names.are_in_column(&["Jane Entwistle", "Xolqa Vrendt"], true));
}

#[test]
fn a_cell_without_a_header_needs_both_names_known() {
    let names = names();
    for value in [
        "Jane Entwistle",
        "Entwistle, Jane",
        "Dr Vrendt",
        "jane smith",
        "Entwistle Jane",
    ] {
        assert!(names.in_plain_cell(value).is_some(), "{value}");
    }
    for value in [
        "Elm Road",
        "Summer Reading",
        "Jane",
        "Entwistle",
        "Xolqa Vrendt",
        "Victoria Park",
        "Green Bin",
        "Kent",
    ] {
        assert!(names.in_plain_cell(value).is_none(), "{value}");
    }
}

#[test]
fn the_build_script_drew_up_the_words_of_the_program() {
    let book = Book::builtin();
    let (known, mut given) = dictionary(&book);
    let mut lexicon = Lexicon::new();
    assert_eq!(Dictionary::read(&book, &mut lexicon), known);
    Dictionary::read(&book, &mut given);
    assert!(given.is_as_given());
    for (file, sure, unsure) in marks::LISTS {
        for (word, _) in marks::words(book.file(file).unwrap(), sure, unsure) {
            assert_eq!(
                given.look_up(word).mark,
                lexicon.look_up(word).mark,
                "{word}"
            );
            assert!(!given.look_up(&format!("{word}-")).mark.is_name());
        }
    }
}

#[test]
fn a_field_called_by_a_role_needs_one_name_known() {
    let names = names();
    for value in ["Xolqa Entwistle", "Hope Small", "Entwistle, Xolqa"] {
        assert!(names.in_role_cell(value, false).is_some(), "{value}");
    }
    for value in ["Xolqa Vrendt", "Jane", "Elm Road", "Xolqa Homes"] {
        assert!(names.in_role_cell(value, false).is_none(), "{value}");
    }
}

#[test]
fn a_surname_stands_first_without_a_comma_alone_in_its_cell() {
    for (text, wanted) in [
        (
            "Hargreaves Farhad      2114\nEntwistle Trevor       2115\n",
            &["Hargreaves Farhad", "Entwistle Trevor"][..],
        ),
        (
            "Early      Ada Entwistle         Bryony Hargreaves     Hargreaves Farhad\n\
             Late       Ada Entwistle         Bryony Hargreaves     none\n",
            &[
                "Ada Entwistle",
                "Bryony Hargreaves",
                "Hargreaves Farhad",
                "Ada Entwistle",
                "Bryony Hargreaves",
            ],
        ),
        ("the Hargreaves Farhad met", &[]),
        ("Room 3   Malik, Farhad - dob 4/5/40", &["Malik, Farhad"]),
        ("Room 3   Bradford, Shirley - depot", &[]),
    ] {
        assert_eq!(found(text), wanted, "{text}");
    }
}

#[test]
fn what_stands_around_a_name_may_say_that_a_thing_is_called_so() {
    for thing in [
        "The Trevor Hollins",
        "opposite the Trevor Hollins.",
        "0610  mv Bryony Entwistle at berth 3",
        "Locomotive 61 234 Sir Trevor Hollins stabled",
        "Rose 'Bryony Entwistle'  8.50",
        "Storm Bryony, Trevor, Farhad and others",
        "id=4 title=\"Trevor Hollins\" due=3",
        "insured by Trevor Hollins plc",
        "Trevor Hollins's",
        "Bryony Entwistle       0615 0645 0715",
        "Trevor Hollins .... Bryony Entwistle    ISBN 0000000000",
    ] {
        assert_eq!(found(thing), Vec::<&str>::new(), "{thing}");
    }
    for person in [
        "the late Trevor Hollins",
        "the Trevor Hollins case",
        "on the tug was Trevor Hollins",
        "known as 'Trevor Hollins' here",
        "insured by Trevor Hollins",
        "This is Trevor Hollins's",
        "Trevor Hollins         0900 1700",
    ] {
        assert_eq!(found(person), ["Trevor Hollins"], "{person}");
    }
}

#[test]
fn people_who_share_a_surname_are_each_named() {
    for (text, wanted) in [
        (
            "Trevor and Bryony Entwistle have moved",
            &["Trevor", "Bryony Entwistle"][..],
        ),
        ("Mr T & Mrs B Entwistle called", &["T", "B Entwistle"]),
        ("keys to T & B Entwistle today", &["T", "B Entwistle"]),
        (
            "ENTWISTLE, Trevor & Bryony of plot 4",
            &["ENTWISTLE, Trevor", "Bryony"],
        ),
        (
            "ENTWISTLE, Trevor & Bryony Hargreaves",
            &["ENTWISTLE, Trevor", "Bryony Hargreaves"],
        ),
        ("Bryony and B Entwistle", &["B Entwistle"]),
        ("the P & L Statement", &[]),
    ] {
        assert_eq!(found(text), wanted, "{text}");
    }
}

#[test]
fn initials_under_their_head_are_nobody_without_a_surname() {
    let names = names();
    assert!(names.in_cell("AO", Part::Forename).is_none());
    assert!(names.in_cell("T", Part::Forename).is_none());
    assert!(names.in_cell("Ada", Part::Forename).is_some());
    assert!(names.in_cell("NG", Part::Surname).is_some());
}

#[test]
fn initials_before_a_surname_are_believed_where_a_role_or_label_lets_them_be_expected() {
    let names = names();
    assert!(names.in_role_cell("P Small", true).is_some());
    assert!(names.in_role_cell("P Small", false).is_none());
    assert!(names.in_role_cell("P Xolqa", true).is_none());
    assert_eq!(found("Nurse in charge: A Entwistle\n"), ["A Entwistle"]);
    assert_eq!(found("Checked: P Small      Room: 4"), ["P Small"]);
    assert!(found("It was at ten: A Entwistle vacuum").is_empty());
}

#[test]
fn surnames_on_a_roll_are_people() {
    for (text, wanted) in [
        (
            "Apologies: Entwistle (ill), Hargreaves, none",
            &["Entwistle", "Hargreaves"][..],
        ),
        (
            "Present: B Entwistle (chair); Hargreaves and Small",
            &["B Entwistle", "Hargreaves"],
        ),
        ("Apologies: Entwistle-Wood Ltd", &[]),
        ("Materials: Entwistle, Hargreaves", &[]),
    ] {
        assert_eq!(found(text), wanted, "{text}");
    }
}
