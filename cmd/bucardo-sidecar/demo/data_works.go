package demo

// work is one of Shakespeare's works, as facts: its titles, about when it was written, its acts and who speaks in it.
type work struct {
	id        string
	title     string
	longTitle string
	year      int
	// genre is the first letter of comedy, tragedy, history, poem or sonnet.
	genre string
	// scenes has the number of scenes of each act. A poem has one act of one scene; each sonnet is a scene.
	scenes []int
	// paragraphs is set for poems (stanzas) and sonnets; a play's share is worked out from its scenes.
	paragraphs int
	// speakers are names separated by "; ", the largest parts first. A name after "=" is a character already introduced
	// by an earlier work, such as Falstaff; other equal names are different people.
	speakers string
}

// works is ordered so that a work which introduces a character comes before the works that the character returns in.
var works = []work{
	{
		"12night", "Twelfth Night", "Twelfth Night, Or What You Will", 1599, "c",
		[]int{5, 5, 4, 3, 1},
		0,
		"Viola; Sir Toby Belch; Olivia; Feste; Malvolio; Sir Andrew Aguecheek; Orsino; Maria; Sebastian; Fabian; Antonio; Sea Captain; Valentine; Curio; Priest; First Officer; Second Officer",
	},
	{
		"allswell", "All's Well That Ends Well", "All's Well That Ends Well", 1602, "c",
		[]int{3, 5, 7, 5, 3},
		0,
		"Helena; Parolles; King of France; Bertram; Lafeu; Countess of Rousillon; First Lord; Second Lord; Clown; Diana; Widow; Duke of Florence; Steward; Mariana; First Soldier; Page; Gentleman",
	},
	{
		"antonycleo", "Antony and Cleopatra", "The Tragedy of Antony and Cleopatra", 1606, "t",
		[]int{5, 7, 13, 15, 2},
		0,
		"Mark Antony; Cleopatra; Octavius Caesar; Domitius Enobarbus; Charmian; Sextus Pompeius; Lepidus; Menas; Agrippa; Dolabella; Eros; Iras; Scarus; Alexas; Proculeius; Maecenas; Octavia; Thyreus; Diomedes; Ventidius; Canidius; Philo; Demetrius; Mardian; Menecrates; Varrius; Silius; Gallus; Seleucus; Euphronius; Soothsayer; Clown; Messenger",
	},
	{
		"asyoulikeit", "As You Like It", "As You Like It", 1599, "c",
		[]int{3, 7, 5, 3, 4},
		0,
		"Rosalind; Orlando; Celia; Touchstone; Jaques; Oliver; Silvius; Duke Senior; Corin; Phebe; Adam; Duke Frederick; Le Beau; Charles; Audrey; Amiens; William; Hymen; Dennis; Sir Oliver Martext; Jaques de Boys",
	},
	{
		"comedyerrors", "Comedy of Errors", "The Comedy of Errors", 1589, "c",
		[]int{2, 2, 2, 4, 1},
		0,
		"Antipholus of Syracuse; Adriana; Dromio of Syracuse; Antipholus of Ephesus; Dromio of Ephesus; Angelo; Luciana; Aegeon; Solinus; Aemilia; Courtesan; Balthazar; Doctor Pinch; Luce; First Merchant; Second Merchant; Officer",
	},
	{
		"coriolanus", "Coriolanus", "The Tragedy of Coriolanus", 1607, "t",
		[]int{10, 3, 3, 7, 6},
		0,
		"Coriolanus; Menenius Agrippa; Sicinius Velutus; Junius Brutus; Cominius; Volumnia; Tullus Aufidius; Titus Lartius; Virgilia; Valeria; Young Marcius; Nicanor; Adrian; First Citizen; Second Citizen; First Senator; Aedile; Roman Herald; Lieutenant",
	},
	{
		"cymbeline", "Cymbeline", "Cymbeline, King of Britain", 1609, "h",
		[]int{6, 5, 7, 4, 5},
		0,
		"Imogen; Posthumus Leonatus; Cymbeline; Belarius; Iachimo; Cloten; Pisanio; Guiderius; Arviragus; Queen; Caius Lucius; Cornelius; Philario; Helen; Jupiter; First Gaoler; Frenchman; Philarmonus; First Lord; Second Lord",
	},
	{
		"hamlet", "Hamlet", "The Tragedy of Hamlet, Prince of Denmark", 1600, "t",
		[]int{5, 2, 4, 7, 2},
		0,
		"Hamlet; Horatio; Claudius; Polonius; Gertrude; Laertes; Ophelia; Rosencrantz; Guildenstern; Marcellus; First Clown; Osric; Bernardo; Ghost of Hamlet's Father; Player King; Player Queen; Reynaldo; Voltimand; Cornelius; Francisco; Fortinbras; Lucianus; Captain; Second Clown; First Ambassador; First Priest; Messenger",
	},
	{
		"henry4p1", "Henry IV, Part I", "The First Part of King Henry the Fourth", 1597, "h",
		[]int{3, 4, 3, 4, 5},
		0,
		"Falstaff; Henry V; Hotspur; Henry IV; Edward Poins; Mistress Quickly; Thomas Percy, Earl of Worcester; Sir Walter Blunt; Henry Percy, Earl of Northumberland; Owen Glendower; Bardolph; Lady Percy; Archibald, Earl of Douglas; Lord Mortimer; Sir Richard Vernon; Gadshill; Peto; Francis; Prince John of Lancaster; Archbishop of York; Sheriff; Ralph Neville, Earl of Westmoreland; Sir Michael; Vintner; Chamberlain",
	},
	{
		"henry4p2", "Henry IV, Part II", "The Second Part of King Henry the Fourth", 1597, "h",
		[]int{3, 4, 2, 5, 5},
		0,
		"=Falstaff; =Henry V; Robert Shallow; Lord Chief Justice; =Mistress Quickly; =Henry IV; Doll Tearsheet; Pistol; =Prince John of Lancaster; =Archbishop of York; Lord Bardolph; =Edward Poins; =Ralph Neville, Earl of Westmoreland; Lord Hastings; Lord Mowbray; Silence; =Bardolph; Thomas, Duke of Clarence; Humphrey, Duke of Gloucester; =Henry Percy, Earl of Northumberland; Morton; Travers; Earl of Warwick; Davy; Fang; Snare; Ralph Mouldy; Simon Shadow; Thomas Wart; Francis Feeble; Peter Bullcalf; =Lady Percy; Lady Northumberland; Gower; Harcourt; Sir John Colevile; Rumour; Page; =Peto",
	},
	{
		"henry5", "Henry V", "The Life of King Henry the Fifth", 1598, "h",
		[]int{2, 4, 7, 8, 2},
		0,
		"=Henry V; Fluellen; =Pistol; Chorus; Constable of France; Charles VI, King of France; Dauphin; Duke of Exeter; Archbishop of Canterbury; Katharine of Valois; Captain Gower; Michael Williams; Duke of Orleans; Nym; =Bardolph; =Mistress Quickly; Alice; Montjoy; Boy; Duke of Burgundy; Earl of Cambridge; Lord Scroop; Sir Thomas Grey; Bishop of Ely; Duke of Bourbon; Captain Macmorris; Captain Jamy; Duke of Bedford; Queen Isabel; Lord Rambures; Lord Grandpre; Sir Thomas Erpingham; John Bates; Alexander Court; Governor of Harfleur; Duke of York; Earl of Salisbury; =Humphrey, Duke of Gloucester",
	},
	{
		"henry6p1", "Henry VI, Part I", "The First Part of King Henry the Sixth", 1591, "h",
		[]int{6, 5, 4, 7, 5},
		0,
		"Lord Talbot; Joan la Pucelle; Richard Plantagenet, Duke of York; =Humphrey, Duke of Gloucester; Henry VI; Charles, King of France; William de la Pole, Earl of Suffolk; Henry Beaufort, Bishop of Winchester; Reignier; Bastard of Orleans; John Talbot; Duke of Somerset; Duke of Alencon; =Duke of Bedford; =Duke of Burgundy; =Duke of Exeter; Sir William Lucy; Margaret of Anjou; Edmund Mortimer; Earl of Warwick; Vernon; Basset; Countess of Auvergne; Woodville; Lord Mayor of London; Sir John Fastolfe; Shepherd; Sir Thomas Gargrave; Sir William Glansdale; Papal Legate",
	},
	{
		"henry6p2", "Henry VI, Part II", "The Second Part of King Henry the Sixth", 1590, "h",
		[]int{4, 4, 3, 10, 3},
		0,
		"=Richard Plantagenet, Duke of York; =William de la Pole, Earl of Suffolk; =Margaret of Anjou; =Henry VI; =Humphrey, Duke of Gloucester; Jack Cade; Richard Neville, Earl of Warwick; =Henry Beaufort, Bishop of Winchester; Richard Neville, Earl of Salisbury; Eleanor, Duchess of Gloucester; =Duke of Somerset; Duke of Buckingham; Dick the Butcher; Lord Clifford; Young Clifford; Simpcox; Lord Say; Alexander Iden; Peter Thump; Thomas Horner; John Hume; Smith the Weaver; Walter Whitmore; Bolingbroke; Margery Jourdain; Sir Humphrey Stafford; George Bevis; John Holland; Clerk of Chatham; Sir John Stanley; Vaux; Richard, Duke of Gloucester",
	},
	{
		"henry6p3", "Henry VI, Part III", "The Third Part of King Henry the Sixth", 1590, "h",
		[]int{4, 6, 3, 8, 7},
		0,
		"Edward IV; =Richard Neville, Earl of Warwick; =Richard, Duke of Gloucester; =Henry VI; =Margaret of Anjou; George, Duke of Clarence; =Young Clifford; =Richard Plantagenet, Duke of York; Prince Edward; Elizabeth Woodville; Lewis XI, King of France; Marquess of Montague; Lord Hastings of Ashby; Earl of Oxford; Duke of Norfolk; Earl of Rutland; Lady Bona; Sir John Montgomery; Lord Rivers; Sir William Stanley; Duke of Exeter; Tutor; Son That Has Killed His Father; Father That Has Killed His Son; Huntsman; Mayor of York",
	},
	{
		"henry8", "Henry VIII", "The Famous History of the Life of King Henry the Eighth", 1612, "h",
		[]int{4, 4, 2, 2, 5},
		0,
		"Henry VIII; Cardinal Wolsey; Queen Katharine; Duke of Norfolk; Lord Chamberlain; Duke of Buckingham; Thomas Cranmer; Duke of Suffolk; Bishop Gardiner; Earl of Surrey; Anne Bullen; Sir Thomas Lovell; Lord Sands; Cardinal Campeius; Thomas Cromwell; Griffith; Lord Abergavenny; Old Lady; Surveyor; Capucius; Porter; Sir Henry Guildford; Brandon; Doctor Butts; Patience; Garter King-at-Arms; Sir Nicholas Vaux; Sir Anthony Denny",
	},
	{
		"juliuscaesar", "Julius Caesar", "The Tragedy of Julius Caesar", 1599, "t",
		[]int{3, 4, 3, 3, 5},
		0,
		"Marcus Brutus; Cassius; Antony; Julius Caesar; Casca; Portia; Octavius; Decius Brutus; Calpurnia; Lucius; Messala; Titinius; Cinna; Lucilius; Trebonius; Metellus Cimber; Flavius; Marullus; Pindarus; Artemidorus; Cinna the Poet; Cicero; Caius Ligarius; Strato; Popilius Lena; Publius; Lepidus; Volumnius; Clitus; Dardanius; Varro; Claudius; Young Cato; Soothsayer; First Plebeian; Second Plebeian",
	},
	{
		"kingjohn", "King John", "The Life and Death of King John", 1596, "h",
		[]int{1, 1, 4, 3, 7},
		0,
		"Philip the Bastard; King John; Constance; Philip, King of France; Hubert de Burgh; Lewis the Dauphin; Queen Elinor; Cardinal Pandulph; Arthur; Earl of Salisbury; Earl of Pembroke; Lymoges, Duke of Austria; Blanch of Castile; Count Melun; Chatillon; Robert Faulconbridge; Lady Faulconbridge; Prince Henry; Lord Bigot; Peter of Pomfret; First Executioner; James Gurney; Citizen of Angiers",
	},
	{
		"kinglear", "King Lear", "The Tragedy of King Lear", 1605, "t",
		[]int{5, 4, 7, 7, 3},
		0,
		"Lear; Earl of Kent; Edgar; Earl of Gloucester; Edmund; Goneril; Regan; Fool; Duke of Albany; Cordelia; Duke of Cornwall; Oswald; King of France; Duke of Burgundy; Curan; Old Man; Doctor; Captain; Herald; Knight",
	},
	{
		"loveslabours", "Love's Labour's Lost", "Love's Labour's Lost", 1594, "c",
		[]int{2, 1, 1, 3, 2},
		0,
		"Biron; Ferdinand; Princess of France; Don Adriano de Armado; Costard; Boyet; Moth; Rosaline; Holofernes; Dumain; Longaville; Maria; Katharine; Sir Nathaniel; Jaquenetta; Dull; Mercade; Forester",
	},
	{
		"macbeth", "Macbeth", "The Tragedy of Macbeth", 1605, "t",
		[]int{7, 4, 6, 3, 9},
		0,
		"Macbeth; Lady Macbeth; Macduff; Malcolm; Ross; Banquo; First Witch; Lennox; Duncan; Second Witch; Third Witch; Lady Macduff; Porter; Seyton; Hecate; Angus; Siward; Young Siward; Donalbain; Menteith; Caithness; Fleance; Son of Macduff; First Murderer; Second Murderer; First Apparition; Gentlewoman; Doctor; Sergeant",
	},
	{
		"measure", "Measure for Measure", "Measure for Measure", 1603, "c",
		[]int{4, 4, 2, 6, 1},
		0,
		"Vincentio; Isabella; Lucio; Angelo; Escalus; Provost; Pompey; Claudio; Elbow; Mariana; Mistress Overdone; Abhorson; Friar Peter; Froth; Friar Thomas; Francisca; Barnardine; Juliet; Varrius; Justice",
	},
	{
		"merchantvenice", "Merchant of Venice", "The Merchant of Venice", 1596, "c",
		[]int{3, 9, 5, 2, 1},
		0,
		"Portia; Shylock; Bassanio; Gratiano; Lorenzo; Antonio; Launcelot Gobbo; Salarino; Jessica; Nerissa; Salanio; Prince of Morocco; Duke of Venice; Old Gobbo; Prince of Arragon; Salerio; Tubal; Balthasar; Stephano; Leonardo",
	},
	{
		"merrywives", "Merry Wives of Windsor", "The Merry Wives of Windsor", 1600, "c",
		[]int{4, 3, 5, 6, 5},
		0,
		"=Falstaff; Mistress Page; Francis Ford; Mistress Ford; =Mistress Quickly; Sir Hugh Evans; George Page; Abraham Slender; =Robert Shallow; Doctor Caius; Host of the Garter Inn; =Pistol; Fenton; Anne Page; =Nym; Peter Simple; William Page; =Bardolph; Robin; John Rugby",
	},
	{
		"midsummer", "Midsummer Night's Dream", "A Midsummer Night's Dream", 1595, "c",
		[]int{2, 2, 2, 2, 1},
		0,
		"Nick Bottom; Theseus; Lysander; Hermia; Demetrius; Helena; Puck; Oberon; Peter Quince; Titania; Francis Flute; Hippolyta; Snout; Egeus; Snug; Robin Starveling; Philostrate; Cobweb; Peaseblossom; Moth; Mustardseed; First Fairy",
	},
	{
		"muchado", "Much Ado about Nothing", "Much Ado about Nothing", 1598, "c",
		[]int{3, 3, 5, 2, 4},
		0,
		"Benedick; Don Pedro; Leonato; Claudio; Beatrice; Dogberry; Hero; Don John; Borachio; Margaret; Conrade; Antonio; Ursula; Friar Francis; Verges; Balthasar; Sexton; First Watchman; Second Watchman",
	},
	{
		"othello", "Othello", "The Tragedy of Othello, Moor of Venice", 1604, "t",
		[]int{3, 3, 4, 3, 2},
		0,
		"Othello; Iago; Desdemona; Cassio; Emilia; Roderigo; Brabantio; Lodovico; Duke of Venice; Montano; Bianca; Gratiano; Clown; First Senator; Sailor; First Gentleman; Second Gentleman; Third Gentleman; Herald",
	},
	{
		"pericles", "Pericles", "Pericles, Prince of Tyre", 1608, "h",
		[]int{4, 5, 4, 6, 3},
		0,
		"Pericles; Marina; Simonides; Lysimachus; Gower as Chorus; Helicanus; Cleon; Boult; Bawd; Pandar; Cerimon; Dionyza; Thaisa; Antiochus; Thaliard; Leonine; Lychorida; Escanes; Diana, Goddess; Philemon; Daughter of Antiochus; First Fisherman; Second Fisherman; Third Fisherman",
	},
	{
		"richard2", "Richard II", "The Tragedy of King Richard the Second", 1595, "h",
		[]int{4, 4, 4, 1, 6},
		0,
		"Richard II; =Henry IV; Edmund of Langley, Duke of York; John of Gaunt; =Henry Percy, Earl of Northumberland; Duke of Aumerle; Duchess of York; Queen to Richard; Thomas Mowbray; Sir Stephen Scroop; Bishop of Carlisle; Duchess of Gloucester; Bushy; Green; Bagot; =Hotspur; Lord Ross; Lord Willoughby; Lord Fitzwater; Lord Marshal; Duke of Surrey; Sir Pierce of Exton; Earl of Salisbury; Abbot of Westminster; Gardener; Groom; Welsh Captain; Lord Berkeley",
	},
	{
		"richard3", "Richard III", "The Tragedy of King Richard the Third", 1592, "h",
		[]int{4, 4, 7, 5, 5},
		0,
		"=Richard, Duke of Gloucester; Duke of Buckingham; =Elizabeth Woodville; =Margaret of Anjou; Lady Anne; =Lord Hastings of Ashby; =George, Duke of Clarence; Duchess of York; Lord Stanley; Sir William Catesby; =Edward IV; Earl of Richmond; =Lord Rivers; Edward, Prince of Wales; Richard, Duke of York; Sir Richard Ratcliff; Lord Grey; Marquess of Dorset; Sir Robert Brakenbury; Sir James Tyrrel; Lord Lovel; Bishop of Ely; First Murderer; Second Murderer; Scrivener; Lord Mayor of London; Christopher Urswick",
	},
	{
		"romeojuliet", "Romeo and Juliet", "The Tragedy of Romeo and Juliet", 1594, "t",
		[]int{6, 6, 5, 5, 3},
		0,
		"Romeo; Juliet; Nurse; Benvolio; Mercutio; Capulet; Friar Laurence; Lady Capulet; Tybalt; Peter; Paris; Sampson; Gregory; Prince Escalus; Balthasar; Montague; Abraham; Friar John; Apothecary; Lady Montague; First Musician; Second Musician; Third Musician; Chorus",
	},
	{
		"tamingshrew", "Taming of the Shrew", "The Taming of the Shrew", 1593, "c",
		[]int{4, 1, 2, 5, 2},
		0,
		"Petruchio; Tranio; Katherina; Hortensio; Baptista Minola; Grumio; Gremio; Lucentio; Biondello; Bianca; Christopher Sly; Vincentio; Pedant; Curtis; Bartholomew; Tailor; Haberdasher; Nathaniel; Philip; Widow; Hostess",
	},
	{
		"tempest", "Tempest", "The Tempest", 1611, "c",
		[]int{2, 2, 3, 1, 1},
		0,
		"Prospero; Sebastian; Antonio; Stephano; Gonzalo; Caliban; Ariel; Miranda; Trinculo; Alonso; Ferdinand; Boatswain; Adrian; Francisco; Iris; Ceres; Juno; Master of a Ship",
	},
	{
		"timonathens", "Timon of Athens", "The Life of Timon of Athens", 1607, "t",
		[]int{2, 2, 6, 3, 4},
		0,
		"Timon; Apemantus; Flavius; Alcibiades; Lucullus; Lucius; Sempronius; Ventidius; Flaminius; Servilius; Poet; Painter; Jeweller; Phrynia; Timandra; Lucilius; Caphis; Titus; Hortensius; Philotus; Isidore; Old Athenian; Fool; Cupid",
	},
	{
		"titus", "Titus Andronicus", "Titus Andronicus", 1593, "t",
		[]int{1, 4, 2, 4, 3},
		0,
		"Titus Andronicus; Marcus Andronicus; Aaron; Tamora; Lucius; Saturninus; Demetrius; Chiron; Lavinia; Bassianus; Young Lucius; Quintus; Martius; Mutius; Publius; Alarbus; Aemilius; Sempronius; Nurse; Clown; Captain",
	},
	{
		"troilus", "Troilus and Cressida", "The History of Troilus and Cressida", 1601, "t",
		[]int{3, 3, 3, 5, 10},
		0,
		"Pandarus; Cressida; Ulysses; Troilus; Thersites; Hector; Achilles; Ajax; Aeneas; Agamemnon; Nestor; Diomedes; Patroclus; Paris; Helen; Cassandra; Calchas; Priam; Menelaus; Andromache; Alexander; Helenus; Margarelon; Deiphobus; Antenor; Prologue",
	},
	{
		"twogents", "Two Gentlemen of Verona", "The Two Gentlemen of Verona", 1594, "c",
		[]int{3, 7, 2, 4, 4},
		0,
		"Proteus; Valentine; Julia; Speed; Launce; Silvia; Duke of Milan; Lucetta; Thurio; Antonio; Panthino; Sir Eglamour; Host; First Outlaw; Second Outlaw; Third Outlaw",
	},
	{
		"winterstale", "Winter's Tale", "The Winter's Tale", 1610, "c",
		[]int{2, 3, 3, 4, 3},
		0,
		"Leontes; Camillo; Autolycus; Paulina; Polixenes; Hermione; Florizel; Clown; Perdita; Antigonus; Old Shepherd; Mamillius; Cleomenes; Dion; Archidamus; Emilia; Dorcas; Mopsa; Time; Mariner; Gaoler",
	},
	{
		"kinsmen", "Two Noble Kinsmen", "The Two Noble Kinsmen", 1613, "c",
		[]int{5, 6, 6, 3, 4},
		0,
		"Palamon; Arcite; Emilia; Theseus; Gaoler's Daughter; Gaoler; Hippolyta; Wooer; Pirithous; Schoolmaster; First Queen; Second Queen; Third Queen; Doctor; Artesius; Valerius; Gaoler's Brother",
	},
	{"loverscomplaint", "Lover's Complaint", "A Lover's Complaint", 1609, "p", []int{1}, 47, "The Poet"},
	{"passionatepilgrim", "Passionate Pilgrim", "The Passionate Pilgrim", 1598, "p", []int{1}, 20, "=The Poet"},
	{"phoenixturtle", "Phoenix and the Turtle", "The Phoenix and the Turtle", 1601, "p", []int{1}, 18, "=The Poet"},
	{"rapelucrece", "Rape of Lucrece", "The Rape of Lucrece", 1594, "p", []int{1}, 265, "=The Poet"},
	{"sonnets", "Sonnets", "Sonnets", 1609, "s", []int{154}, 154, "=The Poet"},
	{"venusadonis", "Venus and Adonis", "Venus and Adonis", 1593, "p", []int{1}, 199, "=The Poet"},
}
